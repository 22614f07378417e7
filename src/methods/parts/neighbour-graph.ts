import type { GraphView } from "../../core/live-view";
import type { Matrix } from "../../core/matrix";
import { nearestNeighbours } from "../../nn/nearest-neighbours";
import { neighbourGraph, rowSums, type SparseMatrix, scaled } from "../../numerics/sparse-matrix";
import type { WorkPace } from "./paced-work";

/** How Ã = A + I is made an average: D̃^-½ Ã D̃^-½ (Kipf and Welling 2017), or D̃^-1 Ã, whose rows sum to 1 (as SDCN's code has it). */
export type Normalisation = "symmetric" | "row";

export interface NeighbourGraphOptions {
  /** M: neighbours that each point chooses. */
  readonly neighbours: number;
  readonly signal: AbortSignal;
  readonly pace?: WorkPace;
}

/**
 * The graph in which each row of `points` [n, d] chooses its M nearest others, and an edge stands where either end chose it: A
 * [n, n] of ones, symmetric, its diagonal empty. Exact and never n × n. The papers rank neighbours by a heat kernel
 * exp(−‖x_i − x_j‖²/t); it falls with the distance, so that ranking by distance is the same for every t, and an edge weighs 1 either way.
 */
export async function nearestNeighbourGraph(
  points: Matrix,
  { neighbours, signal, pace }: NeighbourGraphOptions,
): Promise<SparseMatrix> {
  const { giveWay, report } = pace ?? {};
  const { k, indices } = await nearestNeighbours(points, neighbours, {
    metric: "euclidean",
    signal,
    ...(giveWay ? { giveWay } : {}),
    ...(report ? { report } : {}),
  });
  return neighbourGraph({ k, indices }, points.rows, "either", giveWay);
}

/** The graph A [n, n] with a loop at every node and its edges weighed by `normalisation`. Symmetric under "symmetric" only. */
export function normalisedAdjacency(graph: SparseMatrix, normalisation: Normalisation): SparseMatrix {
  const looped = withLoops(graph);
  const degrees = rowSums(looped);
  if (normalisation === "row")
    return scaled(
      looped,
      degrees.map((degree) => 1 / degree),
      degrees.map(() => 1),
    );
  const roots = degrees.map((degree) => 1 / Math.sqrt(degree));
  return scaled(looped, roots, roots);
}

/** A + I; A's diagonal must be empty. */
function withLoops({ rows, cols, starts, columns, values }: SparseMatrix): SparseMatrix {
  const looped = {
    starts: starts.map((start, r) => start + r),
    columns: new Int32Array(columns.length + rows),
    values: new Float64Array(columns.length + rows),
  };
  for (let r = 0, to = 0; r < rows; r++) {
    let own = false;
    for (let e = starts[r]; e < starts[r + 1] || !own; ) {
      const loop = !own && (e === starts[r + 1] || columns[e] > r);
      looped.columns[to] = loop ? r : columns[e];
      looped.values[to++] = loop ? 1 : values[e];
      if (loop) own = true;
      else e++;
    }
  }
  return { rows, cols, ...looped };
}

/** The entries of `graph` among `nodes` (each once), which are numbered by their places in the list: [nodes, nodes]. */
export function subgraph(graph: SparseMatrix, nodes: Int32Array): SparseMatrix {
  const placeOf = new Int32Array(graph.rows).fill(-1);
  for (const [place, node] of nodes.entries()) placeOf[node] = place;
  const starts = new Int32Array(nodes.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (const [place, node] of nodes.entries()) {
    const kept: (readonly [number, number])[] = [];
    for (let e = graph.starts[node]; e < graph.starts[node + 1]; e++) {
      const other = placeOf[graph.columns[e]];
      if (other >= 0) kept.push([other, graph.values[e]]);
    }
    kept.sort(([a], [b]) => a - b);
    for (const [column, value] of kept) {
      columns.push(column);
      values.push(value);
    }
    starts[place + 1] = columns.length;
  }
  const size = nodes.length;
  return { rows: size, cols: size, starts, columns: Int32Array.from(columns), values: Float64Array.from(values) };
}

/** The graph as the page shows it. */
export function graphView({ starts, columns }: SparseMatrix, neighbours: number): GraphView {
  return {
    kind: "graph",
    id: "graph",
    title: "Neighbour graph",
    help: `Each image is joined with the ${neighbours} nearest to it, and with those that it is nearest to. With labels it shows how many edges join two of one class: the graph can't teach what its edges get wrong.`,
    starts,
    columns,
  };
}
