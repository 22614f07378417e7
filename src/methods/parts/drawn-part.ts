import type { Rng } from "../../core/rng";
import { rowSums, type SparseMatrix, scaled } from "../../numerics/sparse-matrix";
import { subgraph } from "./neighbour-graph";

/** Nodes that a step on part of a graph takes in. */
export interface DrawnPart {
  /** Each once: first the drawn ones, then their neighbours, then neighbours of these. */
  readonly nodes: Int32Array;
  /** How many were drawn; all the neighbours of these are among the nodes. */
  readonly drawn: number;
}

export interface PartSize {
  /** Nodes to draw, without replacement. */
  readonly drawn: number;
  /** Nodes in all at most, unless a single one and its neighbours are more. */
  readonly most: number;
}

/**
 * Draws nodes of `graph` [n, n] (fewer where their neighbours would find no room) and takes in all within two edges of them, the
 * farther ones as far as there is room. Further than that a tower sees too, but less and less.
 */
export function drawPart(graph: SparseMatrix, { drawn, most }: PartSize, rng: Rng): DrawnPart {
  const near = new Set<number>();
  const seeds: number[] = [];
  for (const node of rng.permutation(graph.rows).subarray(0, drawn)) {
    if (!takeIn(near, graph, node, seeds.length === 0 ? Infinity : most)) break;
    seeds.push(node);
  }
  const nodes = new Set([...seeds, ...near]);
  for (const node of [...nodes].slice(seeds.length)) if (!takeIn(nodes, graph, node, most)) break;
  return { nodes: Int32Array.from(nodes), drawn: seeds.length };
}

/** Adds a node and all its neighbours, unless there would be more than `most`; whether it has. */
function takeIn(nodes: Set<number>, { starts, columns }: SparseMatrix, node: number, most: number): boolean {
  const further = [node, ...columns.subarray(starts[node], starts[node + 1])].filter((one) => !nodes.has(one));
  if (nodes.size + further.length > most) return false;
  for (const one of further) nodes.add(one);
  return true;
}

/**
 * What remains of the weights `adjacency` [n, n] among `nodes`, each row raised to the sum that it has in the whole: a node whose
 * neighbours are in part left out then averages over those at hand, and one that has all of them is as in the whole graph.
 */
export function averagesAmong(adjacency: SparseMatrix, nodes: Int32Array): SparseMatrix {
  const part = subgraph(adjacency, nodes);
  const { starts, values } = adjacency;
  const raised = rowSums(part).map((sum, place) => {
    const node = nodes[place];
    return values.subarray(starts[node], starts[node + 1]).reduce((whole, value) => whole + value, 0) / sum;
  });
  return scaled(part, raised, new Float64Array(nodes.length).fill(1));
}
