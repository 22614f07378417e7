import { Geometry, imageBytes } from "./geometry";

/**
 * Gradient of max pooling: every dy goes to the largest value of its window, to the last of them in reading order where
 * several are equal. x and dx [batch, inHeight, inWidth, inChannels], dy [batch, outHeight, outWidth, inChannels],
 * addresses in bytes; dx is overwritten. Windows may overlap and may hang over every edge.
 */
export function maxPoolGradient(x: usize, dy: usize, dx: usize, geometry: usize, batch: i32): void {
  const g = changetype<Geometry>(geometry);
  const pixel = (<usize>g.inChannels) << 2;
  const row = <usize>g.inWidth * pixel;
  const image = imageBytes(g);
  memory.fill(dx, 0, <usize>batch * image);
  for (let b = 0; b < batch; b++, x += image, dx += image) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y = oy * g.strideHeight - g.padTop;
      const firstRow = max(0, y);
      const rows = min(g.inHeight, y + g.filterHeight) - firstRow;
      for (let ox = 0; ox < g.outWidth; ox++, dy += pixel) {
        const at = ox * g.strideWidth - g.padLeft;
        const firstCol = max(0, at);
        const cols = min(g.inWidth, at + g.filterWidth) - firstCol;
        if (rows <= 0 || cols <= 0) continue;
        const corner = <usize>firstRow * row + <usize>firstCol * pixel;
        giveToLargest(x + corner, dy, dx + corner, g.inChannels, rows, cols, row, pixel);
      }
    }
  }
}

/** One window of `rows` by `cols` pixels from x on: dy [channels] is added to dx where x is largest in each channel. */
function giveToLargest(x: usize, dy: usize, dx: usize, channels: i32, rows: i32, cols: i32, row: usize, pixel: usize): void {
  let c = 0;
  for (; c + 4 <= channels; c += 4, x += 16, dy += 16, dx += 16) {
    let largest = v128.load(x);
    let place = i32x4.splat(0);
    for (let i = 0; i < rows; i++) {
      let offset = <usize>i * row;
      for (let j = 0; j < cols; j++, offset += pixel) {
        const value = v128.load(x + offset);
        const larger = f32x4.ge(value, largest);
        largest = v128.bitselect(value, largest, larger);
        place = v128.bitselect(i32x4.splat(<i32>offset), place, larger);
      }
    }
    addAt(dx + <usize>i32x4.extract_lane(place, 0), load<f32>(dy));
    addAt(dx + 4 + <usize>i32x4.extract_lane(place, 1), load<f32>(dy, 4));
    addAt(dx + 8 + <usize>i32x4.extract_lane(place, 2), load<f32>(dy, 8));
    addAt(dx + 12 + <usize>i32x4.extract_lane(place, 3), load<f32>(dy, 12));
  }
  for (; c < channels; c++, x += 4, dy += 4, dx += 4) {
    let largest = load<f32>(x);
    let place: usize = 0;
    for (let i = 0; i < rows; i++) {
      let offset = <usize>i * row;
      for (let j = 0; j < cols; j++, offset += pixel) {
        const value = load<f32>(x + offset);
        if (value >= largest) {
          largest = value;
          place = offset;
        }
      }
    }
    addAt(dx + place, load<f32>(dy));
  }
}

function addAt(place: usize, value: f32): void {
  store<f32>(place, load<f32>(place) + value);
}
