import type { Matrix } from "../../core/matrix";
import { turnWork } from "../../nn/neighbours/pace";
import { squaredDistanceBelow } from "./squared-distance";

/** The n - 1 edges of a tree over n images. */
export interface SpanningTree {
  readonly one: Int32Array;
  readonly other: Int32Array;
  /** [n - 1] squared lengths. */
  readonly squares: Float64Array;
}

/**
 * A minimum spanning tree of `points` [n, d] under Euclidean distance, or with `core` [n], squared core distances, under mutual
 * reachability, max(core_i, core_j, d_ij) (Campello et al. 2013, def. 5). Prim's: O(n) memory, every pair looked at once and
 * measured in double only as far as needed to see that it is too far: quickest where the columns come in order of their spread.
 * Yields the edges found, every 10 ms or so.
 */
export function* spanningTree({ data, rows, cols }: Matrix, core: Float64Array | null): Generator<number, SpanningTree, void> {
  const count = Math.max(0, rows - 1);
  const one = new Int32Array(count);
  const other = new Int32Array(count);
  const squares = new Float64Array(count);
  // The images outside the tree come first, in no order.
  const outside = Int32Array.from({ length: rows }, (_, i) => i);
  const nearest = new Int32Array(rows);
  const best = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let newest = 0;
  outside[0] = rows - 1;
  let left = turnWork;
  for (let done = 0; done < count; done++) {
    const remaining = count - done;
    const from = newest * cols;
    const least = core ? core[newest] : 0;
    let next = 0;
    for (let at = 0; at < remaining; at++) {
      const i = outside[at];
      const bound = core ? Math.max(least, core[i]) : 0;
      if (bound < best[i]) {
        const square = squaredDistanceBelow(data, from, data, i * cols, cols, best[i]);
        if (square < best[i]) {
          best[i] = Math.max(square, bound);
          nearest[i] = newest;
        }
      }
      const champion = outside[next];
      if (best[i] < best[champion] || (best[i] === best[champion] && i < champion)) next = at;
    }
    newest = outside[next];
    outside[next] = outside[remaining - 1];
    one[done] = nearest[newest];
    other[done] = newest;
    squares[done] = best[newest];
    left -= remaining * (16 + Math.min(cols, 64));
    if (left <= 0) {
      left = turnWork;
      yield done + 1;
    }
  }
  return { one, other, squares };
}
