/** Geometry of a two-dimensional convolution over [b, inHeight, inWidth, inChannels], strides and padding resolved. */
export interface ConvGeometry {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

/** Values in one row of the patch matrix: filterHeight * filterWidth * inChannels. */
export function patchSize(g: ConvGeometry): number {
  return g.filterHeight * g.filterWidth * g.inChannels;
}

/** Rows of the patch matrix: one an output position. */
export function patchCount(g: ConvGeometry): number {
  return g.batchSize * g.outHeight * g.outWidth;
}

/**
 * Writes the patch under every output position into a row of `patches` [patchCount, patchSize], zeros outside the image,
 * so that a convolution becomes `patches · filter`.
 */
export function im2col(images: Float32Array, patches: Float32Array, g: ConvGeometry): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth } = g;
  const rowLength = filterWidth * inChannels;
  let to = 0;
  for (let b = 0; b < g.batchSize; b++) {
    const image = b * inHeight * inWidth * inChannels;
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y0 = oy * g.strideHeight - g.padInfo.top;
      for (let ox = 0; ox < g.outWidth; ox++) {
        const x0 = ox * g.strideWidth - g.padInfo.left;
        const whole = x0 >= 0 && x0 + filterWidth <= inWidth;
        for (let fy = 0; fy < filterHeight; fy++, to += rowLength) {
          const y = y0 + fy;
          if (y < 0 || y >= inHeight) {
            patches.fill(0, to, to + rowLength);
          } else if (whole) {
            const from = image + (y * inWidth + x0) * inChannels;
            for (let i = 0; i < rowLength; i++) patches[to + i] = images[from + i];
          } else {
            copyClipped(images, patches, image + y * inWidth * inChannels, to, x0, g);
          }
        }
      }
    }
  }
}

function copyClipped(images: Float32Array, patches: Float32Array, row: number, to: number, x0: number, g: ConvGeometry): void {
  const { inChannels, inWidth } = g;
  let at = to;
  for (let fx = 0; fx < g.filterWidth; fx++, at += inChannels) {
    const x = x0 + fx;
    if (x < 0 || x >= inWidth) patches.fill(0, at, at + inChannels);
    else for (let c = 0; c < inChannels; c++) patches[at + c] = images[row + x * inChannels + c];
  }
}

/** Adjoint of im2col: adds every row of `patches` back to the place in `images` that it came from. `images` starts at zero. */
export function col2im(patches: Float32Array, images: Float32Array, g: ConvGeometry): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth } = g;
  const rowLength = filterWidth * inChannels;
  images.fill(0);
  let from = 0;
  for (let b = 0; b < g.batchSize; b++) {
    const image = b * inHeight * inWidth * inChannels;
    for (let oy = 0; oy < g.outHeight; oy++) {
      const y0 = oy * g.strideHeight - g.padInfo.top;
      for (let ox = 0; ox < g.outWidth; ox++) {
        const x0 = ox * g.strideWidth - g.padInfo.left;
        const first = Math.max(0, -x0);
        const last = Math.min(filterWidth, inWidth - x0);
        for (let fy = 0; fy < filterHeight; fy++, from += rowLength) {
          const y = y0 + fy;
          if (y < 0 || y >= inHeight) continue;
          const to = image + (y * inWidth + x0) * inChannels;
          for (let i = first * inChannels; i < last * inChannels; i++) images[to + i] += patches[from + i];
        }
      }
    }
  }
}
