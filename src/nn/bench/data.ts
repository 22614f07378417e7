import type { Images } from "../../core/images";
import type { Rng } from "../../core/rng";

/** `count` grey pictures of noise, in whole 255ths as files have them: speed does not depend on what a picture shows. */
export function noiseImages(count: number, height: number, width: number, rng: Rng): Images {
  return {
    shape: { count, height, width, channels: 1 },
    pixels: Float32Array.from({ length: count * height * width }, () => rng.integer(256) / 255),
    paths: Array.from({ length: count }, (_, i) => String(i)),
    truth: null,
  };
}

export function uniform(length: number, low: number, high: number, rng: Rng): Float32Array {
  return Float32Array.from({ length }, () => rng.between(low, high));
}

/** The indices of batch `turn` of data with `batches` batches of `size`, over and over. */
export function batchIndices(turn: number, size: number, batches: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => (turn % batches) * size + i);
}

/** Side of a square picture of `values` values; a picture of one row where it is none. */
export function pictureOf(values: number): { readonly height: number; readonly width: number } {
  const side = Math.round(Math.sqrt(values));
  return side * side === values ? { height: side, width: side } : { height: 1, width: values };
}

/** A target distribution [rows, k] such as IDEC compares with: positive, each row summing to one. */
export function targetRows(rows: number, k: number, rng: Rng): Float32Array {
  const values = uniform(rows * k, 0.01, 1, rng);
  for (let row = 0; row < rows; row++) {
    const part = values.subarray(row * k, (row + 1) * k);
    const sum = part.reduce((total, value) => total + value, 0);
    for (let i = 0; i < k; i++) part[i] /= sum;
  }
  return values;
}
