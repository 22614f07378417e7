import { Geometry, imageBytes, positions } from "./geometry";
import { interleaveFour } from "./pack";
import { TILE_ROWS } from "./tile";

/** Where a row of the patch matrix comes from. */
@unmanaged
class Place {
  image: usize;
  top: i32;
  left: i32;
  spare: i32;
}

/** Bytes that `packPatches` needs beside its result: four places, and zeros in the length of a filter's row. */
export function packPatchesScratch(g: Geometry): usize {
  return 4 * 16 + ((((<usize>(g.filterWidth * g.inChannels)) << 2) + 15) & ~15);
}

/**
 * Rows [row, rowEnd) of the patch matrix of `images`, one an output position over the whole batch, columns [first, last) of
 * it, as panels [last − first, 4] for multiplyTile; outside an image lie zeros.
 */
export function packPatches(
  images: usize,
  g: Geometry,
  row: i32,
  rowEnd: i32,
  first: i32,
  last: i32,
  to: usize,
  scratch: usize,
): void {
  const zeros = scratch + 64;
  const width = g.filterWidth * g.inChannels;
  memory.fill(zeros, 0, (<usize>width) << 2);
  const area = positions(g);
  const panelBytes = (<usize>(last - first)) << 4;
  for (; row < rowEnd; row += TILE_ROWS, to += panelBytes) {
    let inside = true;
    for (let r = 0; r < TILE_ROWS; r++) {
      // Rows beyond the end repeat the last one; what is made of them is never stored.
      const at = min(row + r, rowEnd - 1);
      const place = changetype<Place>(scratch + ((<usize>r) << 4));
      const within = at % area;
      place.image = images + <usize>(at / area) * imageBytes(g);
      place.top = (within / g.outWidth) * g.strideHeight - g.padTop;
      place.left = (within % g.outWidth) * g.strideWidth - g.padLeft;
      inside = inside && place.left >= 0 && place.left + g.filterWidth <= g.inWidth;
    }
    const p0 = changetype<Place>(scratch);
    const p1 = changetype<Place>(scratch + 16);
    const p2 = changetype<Place>(scratch + 32);
    const p3 = changetype<Place>(scratch + 48);
    // A run is what lies one after another in every image: a row of the filter, or one of its points where an edge is near.
    const run = inside ? width : g.inChannels;
    let target = to;
    for (let k = first; k < last; ) {
      const fy = k / width;
      const within = k % width;
      const from = within % run;
      const length = min(run - from, last - k);
      const fx = inside ? 0 : within / g.inChannels;
      interleaveFour(
        source(p0, fy, fx, from, zeros, g),
        source(p1, fy, fx, from, zeros, g),
        source(p2, fy, fx, from, zeros, g),
        source(p3, fy, fx, from, zeros, g),
        length,
        target,
        16,
      );
      target += (<usize>length) << 4;
      k += length;
    }
  }
}

/** Address of value `from` of the run at (fy, fx) under the filter at `place`, or of zeros outside the image. */
function source(place: Place, fy: i32, fx: i32, from: i32, zeros: usize, g: Geometry): usize {
  const y = place.top + fy;
  const x = place.left + fx;
  if (y < 0 || y >= g.inHeight || x < 0 || x >= g.inWidth) return zeros;
  return place.image + ((<usize>((y * g.inWidth + x) * g.inChannels + from)) << 2);
}

/**
 * Columns [col, colEnd) of the patch matrix, at the output positions [first, last) over the whole batch, as panels
 * [last − first, 4]: the left side of patchesᵀ · dy.
 */
export function packPatchesTransposed(images: usize, g: Geometry, col: i32, colEnd: i32, first: i32, last: i32, to: usize): void {
  const panelBytes = (<usize>(last - first)) << 4;
  const together = (g.inChannels & 3) === 0;
  for (; col < colEnd; col += TILE_ROWS, to += panelBytes) {
    if (together) packColumn(images, g, col, first, last, to, true);
    else {
      if (col + TILE_ROWS > colEnd) memory.fill(to, 0, panelBytes);
      const lanes = min(TILE_ROWS, colEnd - col);
      for (let lane = 0; lane < lanes; lane++) packColumn(images, g, col + lane, first, last, to + ((<usize>lane) << 2), false);
    }
  }
}

/** Column `col` of the patch matrix (or four from there, `together`), values 16 bytes apart. */
function packColumn(images: usize, g: Geometry, col: i32, first: i32, last: i32, to: usize, together: bool): void {
  const width = g.filterWidth * g.inChannels;
  const fy = col / width;
  const fx = (col % width) / g.inChannels;
  const channel = col % g.inChannels;
  const area = positions(g);
  const step = (<usize>(g.strideWidth * g.inChannels)) << 2;
  const zero = f32x4.splat(0);
  for (let at = first; at < last; ) {
    // One row of one image's positions at a time.
    const within = at % area;
    const ox = within % g.outWidth;
    const count = min(g.outWidth - ox, last - at);
    const y = (within / g.outWidth) * g.strideHeight - g.padTop + fy;
    let x = ox * g.strideWidth - g.padLeft + fx;
    const row = images + <usize>(at / area) * imageBytes(g) + ((<usize>((y * g.inWidth + x) * g.inChannels + channel)) << 2);
    const end = to + ((<usize>count) << 4);
    if (y < 0 || y >= g.inHeight) {
      for (; to < end; to += 16) {
        if (together) v128.store(to, zero);
        else store<f32>(to, 0);
      }
    } else {
      for (let from = row; to < end; to += 16, from += step, x += g.strideWidth) {
        const inside = x >= 0 && x < g.inWidth;
        if (together) v128.store(to, inside ? v128.load(from) : zero);
        else store<f32>(to, inside ? load<f32>(from) : 0);
      }
    }
    at += count;
  }
}
