import type { Matrix } from "../../core/matrix";
import type { SavedState } from "../../core/saved-state";

interface Numbered {
  readonly labels: Int32Array;
  /** [k, d] or null */
  readonly centres: Matrix | null;
}

/**
 * Keeps the numbers of clusters from look to look where each look finds its clusters anew: a cluster gets the number under which most of
 * its images went before, the greatest overlaps first. What is in a cluster stays as it was found.
 */
export class SteadyNumbers {
  #before: Int32Array | null = null;

  /** `found` with other numbers, from 0 to `clusters` - 1. */
  renumber<Found extends Numbered>(found: Found, clusters: number): Found {
    const numbers = this.#before ? numbersOf(this.#before, found.labels, clusters) : null;
    const labels = numbers ? found.labels.map((label) => numbers[label]) : found.labels;
    this.#before = labels;
    if (!numbers) return found;
    return { ...found, labels, centres: found.centres && moveRows(found.centres, numbers) };
  }

  save(): SavedState {
    return this.#before;
  }

  restore(state: SavedState): void {
    this.#before = state as Int32Array | null;
  }
}

/** The number that each of `clusters` new clusters gets. */
function numbersOf(before: Int32Array, after: Int32Array, clusters: number): Int32Array {
  const overlaps = new Int32Array(clusters * clusters);
  for (let i = 0; i < after.length; i++) overlaps[after[i] * clusters + before[i]] += 1;
  const order = Array.from(overlaps.keys()).sort((a, b) => overlaps[b] - overlaps[a] || a - b);
  const numbers = new Int32Array(clusters).fill(-1);
  const taken = new Uint8Array(clusters);
  for (const pair of order) {
    const [cluster, number] = [Math.floor(pair / clusters), pair % clusters];
    if (numbers[cluster] >= 0 || taken[number] === 1) continue;
    numbers[cluster] = number;
    taken[number] = 1;
  }
  return numbers;
}

function moveRows({ data, rows, cols }: Matrix, numbers: Int32Array): Matrix {
  const moved = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) moved.set(data.subarray(row * cols, (row + 1) * cols), numbers[row] * cols);
  return { data: moved, rows, cols };
}
