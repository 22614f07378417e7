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

/** Bytes that `findPlaces` writes for `count` positions. */
export function placesBytes(count: i32): usize {
  return (<usize>count) << 4;
}

/** Writes where the patches of the output positions [first, last) over the whole batch come from. */
export function findPlaces(images: usize, g: Geometry, first: i32, last: i32, to: usize): void {
  const area = positions(g);
  const row = (<usize>(g.inWidth * g.inChannels)) << 2;
  let image = images + <usize>(first / area) * imageBytes(g);
  const within = first % area;
  let oy = within / g.outWidth;
  let ox = within % g.outWidth;
  for (let at = first; at < last; at++, to += 16) {
    const place = changetype<Place>(to);
    place.top = oy * g.strideHeight - g.padTop;
    place.left = ox * g.strideWidth - g.padLeft;
    // The patch's corner, which may lie outside the image: only places inside are read from it.
    place.image = image + <usize>place.top * row + ((<usize>(place.left * g.inChannels)) << 2);
    if (++ox === g.outWidth) {
      ox = 0;
      if (++oy === g.outHeight) {
        oy = 0;
        image += imageBytes(g);
      }
    }
  }
}

/**
 * Columns [col, colEnd) of the patch matrix at the `count` positions whose places were found, as panels [count, 4]: the left
 * side of patchesᵀ · dy.
 */
export function packPatchesTransposed(places: usize, count: i32, g: Geometry, col: i32, colEnd: i32, to: usize): void {
  const panelBytes = (<usize>count) << 4;
  const together = (g.inChannels & 3) === 0;
  for (; col < colEnd; col += TILE_ROWS, to += panelBytes) {
    if (together) packColumn(places, count, g, col, to, true);
    else {
      if (col + TILE_ROWS > colEnd) memory.fill(to, 0, panelBytes);
      const lanes = min(TILE_ROWS, colEnd - col);
      for (let lane = 0; lane < lanes; lane++) packColumn(places, count, g, col + lane, to + ((<usize>lane) << 2), false);
    }
  }
}

/** Column `col` of the patch matrix (or four from there, `together`), values 16 bytes apart. */
function packColumn(places: usize, count: i32, g: Geometry, col: i32, to: usize, together: bool): void {
  const width = g.filterWidth * g.inChannels;
  const fy = col / width;
  const fx = (col % width) / g.inChannels;
  const offset = (<usize>(fy * g.inWidth * g.inChannels + (col % width))) << 2;
  const height = <u32>g.inHeight;
  const across = <u32>g.inWidth;
  const end = to + ((<usize>count) << 4);
  for (; to < end; to += 16, places += 16) {
    const place = changetype<Place>(places);
    // A negative place is a large one without its sign.
    const inside = <i32>(<u32>(place.top + fy) < height) & <i32>(<u32>(place.left + fx) < across);
    if (together) {
      if (inside) v128.store(to, v128.load(place.image + offset));
      else v128.store(to, f32x4.splat(0));
    } else store<f32>(to, inside ? load<f32>(place.image + offset) : 0);
  }
}
