/** Bytes of a row of transforms: six numbers in double precision. */
const TRANSFORM_BYTES: usize = 48;

/**
 * out [count, height, width, channels] = the images at `indices`, of those that this chunk holds, [first, last) of the dataset;
 * others are passed over. `pixels` are float32; or bytes, where `levels` [256] (else 0) are the values of the bytes, b / 255.
 * `transforms` (0: none) are rows of (yy, yx, xy, xx, shiftY, shiftX), see src/nn/augment.ts: each image is read bilinearly at
 * the places they give, the edge repeated.
 */
export function gatherImages(
  pixels: usize,
  levels: usize,
  first: i32,
  last: i32,
  indices: usize,
  count: i32,
  transforms: usize,
  out: usize,
  height: i32,
  width: i32,
  channels: i32,
): void {
  const size = height * width * channels;
  for (let i = 0; i < count; i++, out += (<usize>size) << 2) {
    const index = load<i32>(indices + ((<usize>i) << 2));
    if (index < first || index >= last) continue;
    const place = <usize>(index - first) * <usize>size;
    if (transforms === 0) {
      if (levels !== 0) expandBytes(pixels + place, out, size);
      else memory.copy(out, pixels + (place << 2), (<usize>size) << 2);
    } else {
      const transform = transforms + <usize>i * TRANSFORM_BYTES;
      if (levels !== 0) warp<u8>(pixels + place, levels, out, transform, height, width, channels);
      else warp<f32>(pixels + (place << 2), 0, out, transform, height, width, channels);
    }
  }
}

/** to [count] of float32 = bytes / 255, the very quotient that double precision rounds to. */
function expandBytes(bytes: usize, to: usize, count: i32): void {
  const most = f32x4.splat(255);
  let i = 0;
  for (; i + 4 <= count; i += 4, bytes += 4, to += 16) {
    const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes)));
    v128.store(to, f32x4.div(f32x4.convert_i32x4_u(four), most));
  }
  for (; i < count; i++, bytes++, to += 4) store<f32>(to, <f32>load<u8>(bytes) / 255);
}

/**
 * One image, moved. In double precision and in the order of src/nn/kernels/host-augmented-gather.ts, so that the values are the
 * same to the last bit. The two lanes of a vector are y and x while it computes places, and the rows above and below while it
 * blends.
 */
function warp<T>(pixels: usize, levels: usize, to: usize, transform: usize, height: i32, width: i32, channels: i32): void {
  const alongY = f64x2.replace_lane(f64x2.splat(load<f64>(transform)), 1, load<f64>(transform, 16));
  const alongX = f64x2.replace_lane(f64x2.splat(load<f64>(transform, 8)), 1, load<f64>(transform, 24));
  const shiftY = load<f64>(transform, 32);
  const shiftX = load<f64>(transform, 40);
  const highest = f64x2.replace_lane(f64x2.splat(<f64>(height - 1)), 1, <f64>(width - 1));
  const middle = f64x2.div(highest, f64x2.splat(2));
  const middleY = <f64>(height - 1) / 2;
  const middleX = <f64>(width - 1) / 2;
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  for (let y = 0; y < height; y++) {
    const row = f64x2.mul(alongY, f64x2.splat(<f64>y - middleY - shiftY));
    for (let x = 0; x < width; x++) {
      const moved = f64x2.add(row, f64x2.mul(alongX, f64x2.splat(<f64>x - middleX - shiftX)));
      // pmin and pmax: one instruction each, and no place is NaN.
      const source = f64x2.pmin(f64x2.pmax(f64x2.add(moved, middle), zero), highest);
      const corner = f64x2.floor(source);
      const near = i32x4.trunc_sat_f64x2_s_zero(corner);
      const y0 = i32x4.extract_lane(near, 0);
      const x0 = i32x4.extract_lane(near, 1);
      const down = y0 < height - 1 ? width * channels : 0;
      const right = x0 < width - 1 ? channels : 0;
      // (fy, fx), and from it the weights of left and right, and of above and below.
      const part = f64x2.sub(source, corner);
      const rest = f64x2.sub(one, part);
      const ofRight = i64x2.shuffle(part, part, 1, 1);
      const ofLeft = i64x2.shuffle(rest, rest, 1, 1);
      const ofRows = i64x2.shuffle(rest, part, 0, 2);
      let at = (y0 * width + x0) * channels;
      for (let c = 0; c < channels; c++, at++, to += 4) {
        const four = fourPixels<T>(pixels, levels, at, at + down, at + right, at + down + right);
        const lefts = f64x2.mul(f64x2.promote_low_f32x4(four), ofLeft);
        const rights = f64x2.mul(f64x2.promote_low_f32x4(i64x2.shuffle(four, four, 1, 1)), ofRight);
        const rows = f64x2.mul(f64x2.add(lefts, rights), ofRows);
        store<f32>(to, <f32>(f64x2.extract_lane(rows, 0) + f64x2.extract_lane(rows, 1)));
      }
    }
  }
}

/** Four values of one image. */
function fourPixels<T>(pixels: usize, levels: usize, a: i32, b: i32, c: i32, d: i32): v128 {
  let four = v128.load32_splat(placeOf<T>(pixels, levels, a));
  four = v128.load_lane<f32>(placeOf<T>(pixels, levels, b), four, 1);
  four = v128.load_lane<f32>(placeOf<T>(pixels, levels, c), four, 2);
  return v128.load_lane<f32>(placeOf<T>(pixels, levels, d), four, 3);
}

/** Where the value of a pixel lies: in the image, or among the values of the bytes. */
function placeOf<T>(pixels: usize, levels: usize, pixel: i32): usize {
  if (sizeof<T>() === 1) return levels + ((<usize>load<u8>(pixels + pixel)) << 2);
  return pixels + ((<usize>pixel) << 2);
}
