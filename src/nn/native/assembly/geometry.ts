/** Geometry of a two-dimensional convolution over [batch, inHeight, inWidth, inChannels], as JavaScript writes it: 12 x i32. */
@unmanaged
export class Geometry {
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  padTop: i32;
  padLeft: i32;
}

/** Values under the filter at one position: the depth of a convolution as a product of matrices. */
export function patchSize(g: Geometry): i32 {
  return g.filterHeight * g.filterWidth * g.inChannels;
}

/** Output positions of one image. */
export function positions(g: Geometry): i32 {
  return g.outHeight * g.outWidth;
}

/** Bytes of one input image. */
export function imageBytes(g: Geometry): usize {
  return (<usize>(g.inHeight * g.inWidth * g.inChannels)) << 2;
}
