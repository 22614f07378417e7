import { Geometry, imageBytes } from "./geometry";

/**
 * Gradient of average pooling: every dy, divided by the size of the whole window, is added to each of the window's pixels that
 * lie in the image. dx [batch, inHeight, inWidth, inChannels], dy [batch, outHeight, outWidth, inChannels], addresses in bytes; dx is
 * overwritten. Windows may overlap and may hang over every edge.
 */
export function averagePoolGradient(dy: usize, dx: usize, geometry: usize, batch: i32): void {
  const g = changetype<Geometry>(geometry);
  const pixel = (<usize>g.inChannels) << 2;
  const row = <usize>g.inWidth * pixel;
  const image = imageBytes(g);
  const share: f32 = <f32>1 / <f32>(g.filterHeight * g.filterWidth);
  memory.fill(dx, 0, <usize>batch * image);
  for (let b = 0; b < batch; b++, dx += image) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y = oy * g.strideHeight - g.padTop;
      const lastRow = min(g.inHeight, y + g.filterHeight);
      for (let ox = 0; ox < g.outWidth; ox++, dy += pixel) {
        const x = ox * g.strideWidth - g.padLeft;
        const firstCol = max(0, x);
        const lastCol = min(g.inWidth, x + g.filterWidth);
        for (let r = max(0, y); r < lastRow; r++) {
          let at = dx + <usize>r * row + <usize>firstCol * pixel;
          for (let c = firstCol; c < lastCol; c++, at += pixel) addShare(dy, at, g.inChannels, share);
        }
      }
    }
  }
}

/** One pixel: dx [channels] += dy [channels] · share. */
function addShare(dy: usize, dx: usize, channels: i32, share: f32): void {
  const shares = f32x4.splat(share);
  let c = 0;
  for (; c + 4 <= channels; c += 4, dy += 16, dx += 16) {
    v128.store(dx, f32x4.add(v128.load(dx), f32x4.mul(v128.load(dy), shares)));
  }
  for (; c < channels; c++, dy += 4, dx += 4) store<f32>(dx, load<f32>(dx) + load<f32>(dy) * share);
}
