import { BLOCK_ROWS, blockDepth, EDGE_BYTES, LEFT_BYTES, multiplyBlock, panelCols } from "./blocks";
import { finishRows } from "./finish";
import { Geometry, imageBytes, patchSize, positions } from "./geometry";
import { packLeft, packRight } from "./pack";
import { findPlaces, packPatches, packPatchesScratch, packPatchesTransposed, placesBytes } from "./pack-patches";

/** Bytes of scratch that `convolution` needs. */
export function convolutionScratch(geometry: usize): usize {
  const g = changetype<Geometry>(geometry);
  return EDGE_BYTES + LEFT_BYTES + packPatchesScratch(g) + ((<usize>(panelCols(g.outChannels) * patchSize(g))) << 2);
}

/**
 * out [batch, oh, ow, outChannels] = activation(images ∗ filter + bias) for the output positions [row, rowEnd) of the batch's
 * batch · oh · ow: the patch matrix, never laid out whole, times the filter [patch, outChannels]. Dilation 1.
 */
export function convolution(
  images: usize,
  filter: usize,
  bias: usize,
  out: usize,
  geometry: usize,
  activation: i32,
  row: i32,
  rowEnd: i32,
  scratch: usize,
): void {
  const g = changetype<Geometry>(geometry);
  const depth = patchSize(g);
  const cols = g.outChannels;
  const stride = (<usize>cols) << 2;
  const edge = scratch;
  const left = edge + EDGE_BYTES;
  const places = left + LEFT_BYTES;
  const right = places + packPatchesScratch(g);
  const step = blockDepth(depth);
  // The filter is small: packed once, all blocks of it.
  for (let p = 0; p < depth; p += step) {
    const deep = min(step, depth - p);
    packRight(filter + <usize>p * stride, stride, 4, 0, cols, deep, right + ((<usize>(p * panelCols(cols))) << 2));
  }
  for (let r = row; r < rowEnd; r += BLOCK_ROWS) {
    const end = min(rowEnd, r + BLOCK_ROWS);
    const to = out + <usize>r * stride;
    for (let p = 0; p < depth; p += step) {
      const deep = min(step, depth - p);
      packPatches(images, g, r, end, p, p + deep, left, places);
      const panels = right + ((<usize>(p * panelCols(cols))) << 2);
      multiplyBlock(left, panels, to, stride, end - r, cols, deep, p > 0, edge, bias, activation, p + deep >= depth);
    }
  }
}

/** Bytes of scratch that `filterGradient` needs. */
export function filterGradientScratch(geometry: usize, batch: i32): usize {
  const g = changetype<Geometry>(geometry);
  const depth = blockDepth(batch * positions(g));
  return EDGE_BYTES + LEFT_BYTES + placesBytes(depth) + ((<usize>(panelCols(g.outChannels) * depth)) << 2);
}

/**
 * Rows [row, rowEnd) of ∂L/∂filter [patch, outChannels] = patchesᵀ · dy, from the images and dy [batch, oh, ow, outChannels].
 */
export function filterGradient(
  images: usize,
  dy: usize,
  out: usize,
  geometry: usize,
  batch: i32,
  row: i32,
  rowEnd: i32,
  scratch: usize,
): void {
  const g = changetype<Geometry>(geometry);
  const depth = batch * positions(g);
  const cols = g.outChannels;
  const stride = (<usize>cols) << 2;
  const edge = scratch;
  const left = edge + EDGE_BYTES;
  const places = left + LEFT_BYTES;
  const step = blockDepth(depth);
  const right = places + placesBytes(step);
  // Without a position the gradient is zero, which a product of no depth makes.
  for (let p = 0; p < depth || p === 0; p += step) {
    const deep = min(step, depth - p);
    findPlaces(images, g, p, p + deep, places);
    packRight(dy + <usize>p * stride, stride, 4, 0, cols, deep, right);
    for (let r = row; r < rowEnd; r += BLOCK_ROWS) {
      const end = min(rowEnd, r + BLOCK_ROWS);
      packPatchesTransposed(places, deep, g, r, end, left);
      multiplyBlock(left, right, out + <usize>r * stride, stride, end - r, cols, deep, p > 0, edge, 0, 0, false);
    }
  }
}

/** Output positions whose patches are made at once: some 256 KiB of them, which stay in the cache until they are added up. */
function rowsAtOnce(g: Geometry): i32 {
  return max(4, min(BLOCK_ROWS, 65536 / patchSize(g)) & ~3);
}

/** Bytes of scratch that `inputGradient` needs. */
export function inputGradientScratch(geometry: usize): usize {
  const g = changetype<Geometry>(geometry);
  const patch = patchSize(g);
  const panels = (<usize>(panelCols(patch) * g.outChannels)) << 2;
  return EDGE_BYTES + LEFT_BYTES + panels + ((<usize>(rowsAtOnce(g) * patch)) << 2);
}

/**
 * ∂L/∂images [batch, h, w, inChannels] for the images [image, imageEnd), from dy [batch, oh, ow, outChannels] and the filter
 * [patch, outChannels]: dy · filterᵀ gives the gradient of every patch, which is added to the place it was taken from. This
 * is the transposed convolution too, which is why it takes a bias [inChannels] (0: none) and an activation.
 */
export function inputGradient(
  dy: usize,
  filter: usize,
  out: usize,
  bias: usize,
  geometry: usize,
  activation: i32,
  image: i32,
  imageEnd: i32,
  scratch: usize,
): void {
  const g = changetype<Geometry>(geometry);
  const patch = patchSize(g);
  const depth = g.outChannels;
  const rowStep = (<usize>depth) << 2;
  const stride = (<usize>patch) << 2;
  const edge = scratch;
  const left = edge + EDGE_BYTES;
  const right = left + LEFT_BYTES;
  const patches = right + ((<usize>(panelCols(patch) * depth)) << 2);
  const step = blockDepth(depth);
  for (let p = 0; p < depth; p += step) {
    const deep = min(step, depth - p);
    packRight(filter + ((<usize>p) << 2), 4, rowStep, 0, patch, deep, right + ((<usize>(p * panelCols(patch))) << 2));
  }
  const area = positions(g);
  const atOnce = rowsAtOnce(g);
  for (let b = image; b < imageEnd; b++) {
    const to = out + <usize>b * imageBytes(g);
    const from = dy + <usize>(b * area) * rowStep;
    memory.fill(to, 0, imageBytes(g));
    for (let r = 0; r < area; r += atOnce) {
      const end = min(area, r + atOnce);
      for (let p = 0; p < depth || p === 0; p += step) {
        const deep = min(step, depth - p);
        packLeft(from + ((<usize>p) << 2), rowStep, 4, r, end, deep, left);
        const panels = right + ((<usize>(p * panelCols(patch))) << 2);
        multiplyBlock(left, panels, patches, stride, end - r, patch, deep, p > 0, edge, 0, 0, false);
      }
      for (let at = r; at < end; at++) addPatch(patches + <usize>(at - r) * stride, to, at, g);
    }
    finishRows(to, (<usize>g.inChannels) << 2, g.inHeight * g.inWidth, g.inChannels, bias, activation);
  }
}

/** Adds the patch of output position `at` to the image it was taken from. */
function addPatch(patch: usize, image: usize, at: i32, g: Geometry): void {
  const top = (at / g.outWidth) * g.strideHeight - g.padTop;
  const left = (at % g.outWidth) * g.strideWidth - g.padLeft;
  const firstX = max(0, -left);
  const lastX = min(g.filterWidth, g.inWidth - left);
  const firstY = max(0, -top);
  const lastY = min(g.filterHeight, g.inHeight - top);
  const length = (lastX - firstX) * g.inChannels;
  for (let fy = firstY; fy < lastY; fy++) {
    let from = patch + ((<usize>((fy * g.filterWidth + firstX) * g.inChannels)) << 2);
    let to = image + ((<usize>(((top + fy) * g.inWidth + left + firstX) * g.inChannels)) << 2);
    let i = 0;
    for (; i + 4 <= length; i += 4, from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    for (; i < length; i++, from += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
  }
}
