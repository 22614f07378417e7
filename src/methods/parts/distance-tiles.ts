import type { Matrix } from "../../core/matrix";
import { squaredDistances } from "../../nn/kernels/pairwise-distances";
import * as tf from "../../nn/tfjs";
import { squaredDistanceAt } from "./squared-distance";

/** Squared distances of the images [rows, rows + height) to those of [cols, cols + width). */
export interface DistanceTile {
  readonly rows: number;
  readonly height: number;
  readonly cols: number;
  readonly width: number;
  /** [height, width], rounded to f32 from explicit differences: nothing cancels. */
  readonly squares: Float32Array;
}

/** Multiply-adds of a tile: 10 to 20 ms of one thread with SIMD. */
const workOfTile = 1e8;
/** In plain JavaScript, which takes as long for a tenth. */
const workOfHostTile = 1e7;
const longestSide = 1024;

/**
 * The squared distances of all pairs of `points` [n, d], tile by tile: those on and above the diagonal, each pair once (tiles on
 * the diagonal hold theirs twice, and the images themselves). Never more than one tile in memory. Between two tiles the caller
 * should give up the thread.
 */
export async function* distanceTiles(points: Matrix): AsyncGenerator<DistanceTile, void, void> {
  const { rows: count, cols } = points;
  const onKernels = tf.getBackend() === "wasm" || tf.getBackend() === "webgpu";
  const side = Math.min(longestSide, Math.max(16, Math.floor(Math.sqrt((onKernels ? workOfTile : workOfHostTile) / cols))));
  for (let first = 0; first < count; first += side) {
    const height = Math.min(side, count - first);
    for (let from = first; from < count; from += side) {
      const width = Math.min(side, count - from);
      const place = { rows: first, height, cols: from, width };
      yield { ...place, squares: onKernels ? await byKernel(points, place) : onHost(points, place) };
    }
  }
}

type Place = Omit<DistanceTile, "squares">;

async function byKernel({ data, cols: d }: Matrix, { rows, height, cols, width }: Place): Promise<Float32Array> {
  const part = (first: number, count: number) => tf.tensor2d(data.subarray(first * d, (first + count) * d), [count, d]);
  const squares = tf.tidy(() => squaredDistances(part(rows, height), part(cols, width)));
  try {
    return (await squares.data()) as Float32Array;
  } finally {
    squares.dispose();
  }
}

function onHost({ data, cols: d }: Matrix, { rows, height, cols, width }: Place): Float32Array {
  const squares = new Float32Array(height * width);
  for (let i = 0, at = 0; i < height; i++)
    for (let j = 0; j < width; j++, at++) squares[at] = squaredDistanceAt(data, (rows + i) * d, data, (cols + j) * d, d);
  return squares;
}
