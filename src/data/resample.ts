import type { ImportOptions } from "./dataset";

/** Pixels row by row; `stride` values a pixel, of which the first ones are wanted. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly data: ArrayLike<number>;
}

export interface RasterSize {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

type Output = Float32Array | Float64Array;

/** `resampler` for one picture. */
export function resample(source: Raster, target: RasterSize, fit: ImportOptions["fit"], out: Output): void {
  resampler(source, target, fit)(source.data, out);
}

/**
 * A function that writes pictures of one size at another into `out` [height, width, channels], values in the source's own units, not
 * rounded. Area averaging where an axis shrinks, bilinear where it grows, in plain double arithmetic: a canvas and an image library
 * would each give other pixels, and the page and Node must agree. `crop` fills the target and cuts the longer axis evenly at both
 * ends; `stretch` ignores the aspect; `fit` keeps everything and fills the bars with the median colour of the source's edge, which
 * on pictures of things on a plain ground goes on with that ground.
 */
export function resampler(
  source: Omit<Raster, "data">,
  target: RasterSize,
  fit: ImportOptions["fit"],
): (data: ArrayLike<number>, out: Output) => void {
  const { width: w, height: h, stride } = source;
  const { width, height, channels } = target;
  const wider = w * height >= h * width;
  if (fit === "fit") {
    const innerWidth = wider ? width : Math.max(1, Math.round((w * height) / h));
    const innerHeight = wider ? Math.max(1, Math.round((h * width) / w)) : height;
    const at = { left: (width - innerWidth) >> 1, top: (height - innerHeight) >> 1, width };
    const write = writer(source, taps(w, 0, w, innerWidth), taps(h, 0, h, innerHeight), channels, at);
    const barred = innerWidth < width || innerHeight < height;
    return (data, out) => {
      if (barred) {
        const ground = edgeMedian({ width: w, height: h, stride, data }, channels);
        for (let i = 0; i < width * height * channels; i++) out[i] = ground[i % channels];
      }
      write(data, out);
    };
  }
  const cut = fit === "crop";
  const spanX = cut && wider ? (h * width) / height : w;
  const spanY = cut && !wider ? (w * height) / width : h;
  const across = taps(w, Math.floor((w - spanX) / 2), spanX, width);
  return writer(source, across, taps(h, Math.floor((h - spanY) / 2), spanY, height), channels, { left: 0, top: 0, width });
}

/** For each target pixel along one axis: the source pixels it takes from (`first` on) and their weights, which sum to 1. */
interface Taps {
  readonly size: number;
  readonly first: Int32Array;
  /** [size + 1] where each pixel's weights begin. */
  readonly begin: Int32Array;
  readonly weights: Float64Array;
}

/** Taps for `size` target pixels over [from, from + span) of a source axis of `length` pixels. */
function taps(length: number, from: number, span: number, size: number): Taps {
  const scale = span / size;
  const first = new Int32Array(size);
  const begin = new Int32Array(size + 1);
  const weights: number[] = [];
  for (let i = 0; i < size; i++) {
    if (scale > 1) {
      const start = from + i * scale;
      const end = Math.min(start + scale, length);
      first[i] = Math.floor(start);
      const last = Math.min(Math.ceil(end), length) - 1;
      for (let j = first[i]; j <= last; j++) weights.push((Math.min(end, j + 1) - Math.max(start, j)) / (end - start));
    } else {
      const centre = Math.min(Math.max(from + (i + 0.5) * scale - 0.5, from), from + span - 1, length - 1);
      first[i] = Math.max(0, Math.floor(centre));
      const share = Math.max(0, centre - first[i]);
      weights.push(1 - share);
      if (share > 0 && first[i] + 1 < length) weights.push(share);
      else weights[weights.length - 1] = 1;
    }
    begin[i + 1] = weights.length;
  }
  return { size, first, begin, weights: Float64Array.from(weights) };
}

/** Across first, into one narrow strip of the rows that are needed, then down, into a place in a picture `place.width` wide. */
function writer(
  { stride, width }: Omit<Raster, "data">,
  across: Taps,
  down: Taps,
  channels: number,
  place: { readonly left: number; readonly top: number; readonly width: number },
): (data: ArrayLike<number>, out: Output) => void {
  const firstRow = down.first[0];
  const lastRow = down.first[down.size - 1] + (down.begin[down.size] - down.begin[down.size - 1]) - 1;
  const rowSize = across.size * channels;
  const strip = new Float64Array((lastRow - firstRow + 1) * rowSize);
  return (data, out) => {
    let put = 0;
    for (let y = firstRow; y <= lastRow; y++) {
      for (let x = 0; x < across.size; x++) {
        const at = (y * width + across.first[x]) * stride;
        const end = across.begin[x + 1];
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          let from = at + c;
          for (let t = across.begin[x]; t < end; t++, from += stride) sum += across.weights[t] * data[from];
          strip[put++] = sum;
        }
      }
    }
    for (let y = 0; y < down.size; y++) {
      const to = ((y + place.top) * place.width + place.left) * channels;
      const rowAt = (down.first[y] - firstRow) * rowSize;
      for (let i = 0; i < rowSize; i++) {
        let sum = 0;
        let from = rowAt + i;
        for (let t = down.begin[y]; t < down.begin[y + 1]; t++, from += rowSize) sum += down.weights[t] * strip[from];
        out[to + i] = sum;
      }
    }
  };
}

/** [channels] median over the outermost pixels (the lower one of two). */
function edgeMedian(source: Raster, channels: number): number[] {
  const { width, height, stride, data } = source;
  const edge: number[] = [];
  for (let x = 0; x < width; x++) edge.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) edge.push(y * width, y * width + width - 1);
  return Array.from({ length: channels }, (_, c) => {
    const values = Float64Array.from(edge, (pixel) => data[pixel * stride + c]).sort();
    return values[(values.length - 1) >> 1];
  });
}
