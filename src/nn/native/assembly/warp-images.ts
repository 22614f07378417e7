/**
 * out [count, height, width, channels] = `pixels` of the same shape, each read from where `field` [count, 2, height, width] says: so many
 * pixels further down and to the right, bilinear, the edge repeated. All float32. The order is that of src/nn/kernels/warp-images.ts.
 */
export function warpImages(pixels: usize, field: usize, out: usize, count: i32, height: i32, width: i32, channels: i32): void {
  const plane = (<usize>(height * width)) << 2;
  const bottom = <f32>(height - 1);
  const end = <f32>(width - 1);
  for (let i = 0; i < count; i++, pixels += plane * <usize>channels, field += plane) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, field += 4) {
        const sy = min<f32>(max<f32>(<f32>y + load<f32>(field), 0), bottom);
        const sx = min<f32>(max<f32>(<f32>x + load<f32>(field + plane), 0), end);
        const top = floor<f32>(sy);
        const left = floor<f32>(sx);
        const y0 = <i32>top;
        const x0 = <i32>left;
        const below = sy - top;
        const right = sx - left;
        const down = y0 < height - 1 ? (<usize>(width * channels)) << 2 : 0;
        const next = x0 < width - 1 ? (<usize>channels) << 2 : 0;
        let at = pixels + ((<usize>((y0 * width + x0) * channels)) << 2);
        for (let c = 0; c < channels; c++, at += 4, out += 4) {
          const above = load<f32>(at) * (1 - right) + load<f32>(at + next) * right;
          const under = load<f32>(at + down) * (1 - right) + load<f32>(at + down + next) * right;
          store<f32>(out, above * (1 - below) + under * below);
        }
      }
    }
  }
}
