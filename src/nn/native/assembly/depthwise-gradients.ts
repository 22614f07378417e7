import { Geometry, imageBytes } from "./geometry";

// Gradients of a depthwise convolution y[b, oy, ox, c·m + q] = Σ x[b, iy, ix, c] · w[fy, fx, c, q], where m = outChannels /
// inChannels. x and dx [batch, inHeight, inWidth, inChannels]; dy [batch, outHeight, outWidth, outChannels]; w and dw
// [filterHeight, filterWidth, inChannels, m]; addresses in bytes. A tap outside the image counts as zero. Dilation 1.

/** The gradient to the input, dx, which is overwritten. */
export function depthwiseInputGradient(dy: usize, w: usize, dx: usize, geometry: usize, batch: i32): void {
  const g = changetype<Geometry>(geometry);
  const channels = g.inChannels;
  const multiplier = g.outChannels / channels;
  const pixel = (<usize>channels) << 2;
  const outPixel = (<usize>g.outChannels) << 2;
  const row = <usize>g.inWidth * pixel;
  const image = imageBytes(g);
  memory.fill(dx, 0, <usize>batch * image);
  for (let b = 0; b < batch; b++, dx += image) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      for (let ox = 0; ox < g.outWidth; ox++, dy += outPixel) {
        for (let fy = 0; fy < g.filterHeight; fy++) {
          const y = oy * g.strideHeight - g.padTop + fy;
          if (y < 0 || y >= g.inHeight) continue;
          for (let fx = 0; fx < g.filterWidth; fx++) {
            const x = ox * g.strideWidth - g.padLeft + fx;
            if (x < 0 || x >= g.inWidth) continue;
            const tap = w + <usize>(fy * g.filterWidth + fx) * outPixel;
            addTap(dx + <usize>y * row + <usize>x * pixel, dy, tap, channels, multiplier);
          }
        }
      }
    }
  }
}

/** dx[c] += Σ_q dy[c, q] · w[c, q] */
function addTap(dx: usize, dy: usize, w: usize, channels: i32, multiplier: i32): void {
  let c = 0;
  if (multiplier === 1) {
    for (; c + 4 <= channels; c += 4, dx += 16, dy += 16, w += 16) {
      v128.store(dx, f32x4.add(v128.load(dx), f32x4.mul(v128.load(dy), v128.load(w))));
    }
  }
  for (; c < channels; c++, dx += 4) {
    let sum: f32 = 0;
    for (let q = 0; q < multiplier; q++, dy += 4, w += 4) sum += load<f32>(dy) * load<f32>(w);
    store<f32>(dx, load<f32>(dx) + sum);
  }
}

/**
 * The gradient to the filter, dw, which is overwritten. Sums within an image first, then over the images: one running sum
 * over a whole batch would lose digits.
 */
export function depthwiseFilterGradient(x: usize, dy: usize, dw: usize, geometry: usize, batch: i32): void {
  const g = changetype<Geometry>(geometry);
  const channels = g.inChannels;
  const multiplier = g.outChannels / channels;
  const pixel = (<usize>channels) << 2;
  const outPixel = (<usize>g.outChannels) << 2;
  const outRow = <usize>g.outWidth * outPixel;
  const row = <usize>g.inWidth * pixel;
  memory.fill(dw, 0, <usize>(g.filterHeight * g.filterWidth) * outPixel);
  for (let b = 0; b < batch; b++, x += imageBytes(g), dy += <usize>g.outHeight * outRow) {
    let tap = dw;
    for (let fy = 0; fy < g.filterHeight; fy++) {
      const y = fy - g.padTop;
      const firstRow = firstInside(y, g.strideHeight);
      const rows = countInside(y, g.strideHeight, firstRow, g.inHeight, g.outHeight);
      for (let fx = 0; fx < g.filterWidth; fx++, tap += outPixel) {
        const at = fx - g.padLeft;
        const firstCol = firstInside(at, g.strideWidth);
        const cols = countInside(at, g.strideWidth, firstCol, g.inWidth, g.outWidth);
        if (rows === 0 || cols === 0) continue;
        const from = x + <usize>(y + firstRow * g.strideHeight) * row + <usize>(at + firstCol * g.strideWidth) * pixel;
        const slopes = dy + <usize>firstRow * outRow + <usize>firstCol * outPixel;
        const down = <usize>g.strideHeight * row;
        const right = <usize>g.strideWidth * pixel;
        addProducts(tap, from, slopes, channels, multiplier, rows, cols, down, right, outRow, outPixel);
      }
    }
  }
}

/** The first output place whose tap, at offset `at` from its window's corner in the image, lies inside. */
function firstInside(at: i32, stride: i32): i32 {
  return at < 0 ? (stride - 1 - at) / stride : 0;
}

/** How many output places from `first` on have that tap inside an image of `size`. */
function countInside(at: i32, stride: i32, first: i32, size: i32, places: i32): i32 {
  const room = size - 1 - at;
  return room < 0 ? 0 : max(0, min(places, room / stride + 1) - first);
}

/** dw[c, q] += Σ x[i, j, c] · dy[i, j, c, q] over `rows` by `cols` places; steps in bytes. */
function addProducts(
  dw: usize,
  x: usize,
  dy: usize,
  channels: i32,
  multiplier: i32,
  rows: i32,
  cols: i32,
  down: usize,
  right: usize,
  outDown: usize,
  outRight: usize,
): void {
  let c = 0;
  if (multiplier === 1) {
    for (; c + 4 <= channels; c += 4, dw += 16, x += 16, dy += 16) {
      let sum = f32x4.splat(0);
      for (let i = 0; i < rows; i++) {
        let from = x + <usize>i * down;
        let slope = dy + <usize>i * outDown;
        for (let j = 0; j < cols; j++, from += right, slope += outRight) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(slope)));
        }
      }
      v128.store(dw, f32x4.add(v128.load(dw), sum));
    }
  }
  for (; c < channels; c++, x += 4) {
    for (let q = 0; q < multiplier; q++, dw += 4, dy += 4) {
      let sum: f32 = 0;
      for (let i = 0; i < rows; i++) {
        let from = x + <usize>i * down;
        let slope = dy + <usize>i * outDown;
        for (let j = 0; j < cols; j++, from += right, slope += outRight) sum += load<f32>(from) * load<f32>(slope);
      }
      store<f32>(dw, load<f32>(dw) + sum);
    }
  }
}
