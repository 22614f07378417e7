import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { squaredDistances } from "../kernels/pairwise-distances";
import { packedSmallest } from "../kernels/top-k-rows";
import * as tf from "../tfjs";
import { scanOnHost } from "./host-search";
import { NearestList } from "./nearest-list";
import type { NeighbourTable } from "./neighbour-table";
import type { Pace } from "./pace";
import type { SearchSpace } from "./search-space";
import { squaredDistance } from "./squared-distance";

/** Candidates beyond k that the card gives: in most data enough to be sure that no neighbour is missing. */
const spare = 8;
/** Values of a block of queries times points: 64 MiB. */
const mostBlockBytes = 2 ** 26;
/** Multiplications and additions of a block: a tenth of a second on a small card, which draws the page meanwhile. */
const mostBlockWork = 2 ** 32;
const mostQueries = 1024;

/**
 * The search on a WebGPU device: two programs a block of queries give every query its candidates by f32 values, and the host
 * measures those in double. Where the last candidate is not farther for certain than the last neighbour (many points equally
 * far), the host looks at all points for that query.
 */
export async function searchOnDevice(
  backend: WebGPUBackend,
  space: SearchSpace,
  table: NeighbourTable,
  pace: Pace,
  report: (done: number) => void,
): Promise<void> {
  const { points, queries, depth } = space;
  const binding = backend.device.limits.maxStorageBufferBindingSize;
  const chunk = Math.min(points.rows, Math.floor(binding / (4 * depth)), Math.floor(Math.min(binding, mostBlockBytes) / 4));
  const block = Math.max(
    1,
    Math.min(
      queries.rows,
      mostQueries,
      Math.floor(Math.min(binding, mostBlockBytes) / (4 * chunk)),
      Math.floor(binding / (4 * depth)),
      Math.floor(mostBlockWork / (2 * chunk * depth)),
    ),
  );
  const chunks: tf.Tensor2D[] = [];
  try {
    for (let first = 0; first < points.rows; first += chunk) chunks.push(await upload(space, first, chunk, pace));
    const list = new NearestList(table.k);
    const copies = new Float32Array(block * depth);
    const bases = new Float64Array(block);
    for (let first = 0; first < queries.rows; first += block) {
      const count = Math.min(block, queries.rows - first);
      // The last block keeps the shape of the others: the device's buffers are kept by size.
      for (let q = 0; q < count; q++) bases[q] = space.writeQuery(first + q, copies, q * depth, 1);
      const found: Candidates[] = [];
      for (let c = 0; c < chunks.length; c++) {
        found.push(await candidates(space, copies.slice(), chunks[c], c * chunk, table.k + 1 + spare));
        await pace.turn();
      }
      for (let q = 0; q < count; q++) {
        const sure = measure(space, first + q, q, bases[q], found, list);
        if (!sure) await scanOnHost(space, first + q, list, pace);
        table.writeList(first + q, list);
        if (pace.spend(found.length * found[0].count * space.cols)) await pace.turn();
      }
      report(first + count);
    }
  } finally {
    tf.dispose(chunks);
  }
}

/** Copies of up to `most` points from `first` on. */
async function upload(space: SearchSpace, first: number, most: number, pace: Pace): Promise<tf.Tensor2D> {
  const count = Math.min(most, space.points.rows - first);
  const values = new Float32Array(count * space.depth);
  for (let i = 0; i < count; i++) {
    space.writePoint(first + i, values, i * space.depth, 1);
    if (pace.spend(3 * space.depth)) await pace.turn();
  }
  return tf.tensor2d(values, [count, space.depth]);
}

interface Candidates {
  /** [queries, 2 · count]: the smallest values of each query, ascending, then their places in the chunk. */
  readonly packed: Float32Array;
  readonly count: number;
  /** The chunk's first point. */
  readonly first: number;
  /** Whether these are all the points of the chunk. */
  readonly complete: boolean;
}

async function candidates(
  space: SearchSpace,
  copies: Float32Array,
  chunk: tf.Tensor2D,
  first: number,
  most: number,
): Promise<Candidates> {
  const count = Math.min(most, chunk.shape[0]);
  const packed = tf.tidy(() => {
    const block = tf.tensor2d(copies, [copies.length / space.depth, space.depth]);
    return packedSmallest(space.product ? tf.matMul(block, chunk, false, true) : squaredDistances(block, chunk), count);
  });
  try {
    return { packed: (await packed.data()) as Float32Array, count, first, complete: count === chunk.shape[0] };
  } finally {
    packed.dispose();
  }
}

/** Fills `list` from the candidates of one query. False when a point that is none of them may belong to it. */
function measure(
  space: SearchSpace,
  query: number,
  row: number,
  base: number,
  found: readonly Candidates[],
  list: NearestList,
): boolean {
  const { points, queries, cols, self } = space;
  list.clear();
  for (const { packed, count, first } of found) {
    const at = row * 2 * count;
    for (let c = 0; c < count; c++) {
      const index = first + packed[at + count + c];
      if (self && index === query) continue;
      list.offer(squaredDistance(queries, query, points, index, cols, list.limit), index);
    }
  }
  const bound = space.bound(list.limit, base);
  return found.every(({ packed, count, complete }) => complete || bound < packed[row * 2 * count + count - 1]);
}
