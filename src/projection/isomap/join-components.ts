import type { Matrix } from "../../core/matrix";
import type { Rng } from "../../core/rng";
import type { Pace } from "../../numerics/pace";
import type { SymmetricGraph } from "../symmetric-graph";

/** Components up to which every two are joined, as in scikit-learn; of more, only neighbours along a shortest spanning tree. */
const mostJoinedByPairs = 100;
/** Multiply-adds that may go into distances between components, some seconds; beyond, representatives stand for the members. */
const mostWork = 4e9;

interface Joint {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/**
 * A graph of which all points can be reached: `graph` with edges between its components, each between their nearest points. These
 * are exact as long as comparing every member with every other takes no more than seconds; beyond, components are
 * represented by an equal number of members each, drawn from `rng`. A graph in one piece comes back as it is.
 */
export async function joinComponents(
  graph: SymmetricGraph,
  points: Matrix,
  rng: Rng,
  pace: Pace,
): Promise<{ readonly graph: SymmetricGraph; readonly components: number }> {
  const members = await componentsOf(graph, pace);
  if (members.length < 2) return { graph, components: members.length };
  const most = mostRepresentatives(members, points.cols);
  const stream = rng.fork("representatives");
  const representatives = members.map((all) => (all.length <= most ? all : drawn(all, most, stream)));
  const joints =
    members.length <= mostJoinedByPairs
      ? await everyPair(representatives, points, pace)
      : await spanningTree(representatives, points, pace);
  return { graph: withJoints(graph, joints), components: members.length };
}

/** The points of each component, by their first points. Edges of no length, between duplicates, count. */
async function componentsOf({ starts, ends }: SymmetricGraph, pace: Pace): Promise<Int32Array[]> {
  const n = starts.length - 1;
  const seen = new Uint8Array(n);
  const waiting = new Int32Array(n);
  const components: Int32Array[] = [];
  for (let seed = 0; seed < n; seed++) {
    if (seen[seed]) continue;
    seen[seed] = 1;
    waiting[0] = seed;
    let count = 1;
    for (let at = 0; at < count; at++) {
      const i = waiting[at];
      for (let e = starts[i]; e < starts[i + 1]; e++) {
        if (seen[ends[e]]) continue;
        seen[ends[e]] = 1;
        waiting[count++] = ends[e];
      }
      if (pace.spend(20 * (starts[i + 1] - starts[i]))) await pace.turn();
    }
    components.push(waiting.slice(0, count).sort());
  }
  return components;
}

/** Members of each component that there is time to compare with those of all others; 1 at least. */
function mostRepresentatives(members: readonly Int32Array[], d: number): number {
  const work = (most: number) => {
    let [sum, squares] = [0, 0];
    for (const { length } of members) {
      const kept = Math.min(length, most);
      sum += kept;
      squares += kept * kept;
    }
    return ((sum * sum - squares) / 2) * d;
  };
  let low = 1;
  let high = members.reduce((most, { length }) => Math.max(most, length), 1);
  if (work(high) <= mostWork) return high;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (work(middle) <= mostWork) low = middle;
    else high = middle;
  }
  return low;
}

function drawn(all: Int32Array, count: number, rng: Rng): Int32Array {
  return rng
    .permutation(all.length)
    .subarray(0, count)
    .map((at) => all[at]);
}

async function everyPair(sets: readonly Int32Array[], points: Matrix, pace: Pace): Promise<Joint[]> {
  const joints: Joint[] = [];
  for (let a = 1; a < sets.length; a++)
    for (let b = 0; b < a; b++) joints.push(await nearestPair(sets[a], sets[b], points, pace));
  return joints;
}

/** Prim's algorithm: component by component, the nearest to those that are in. */
async function spanningTree(sets: readonly Int32Array[], points: Matrix, pace: Pace): Promise<Joint[]> {
  const joints: Joint[] = [];
  const nearest: (Joint | null)[] = sets.map(() => null);
  const left = new Set(sets.keys());
  left.delete(0);
  for (let last = 0; left.size > 0; ) {
    let next = -1;
    let best: Joint | null = null;
    for (const b of left) {
      const joint = await nearestPair(sets[last], sets[b], points, pace);
      const known = nearest[b];
      const kept = known && known.length <= joint.length ? known : joint;
      nearest[b] = kept;
      if (best && best.length <= kept.length) continue;
      best = kept;
      next = b;
    }
    if (best) joints.push(best);
    left.delete(next);
    last = next;
  }
  return joints;
}

async function nearestPair(a: Int32Array, b: Int32Array, { data, cols: d }: Matrix, pace: Pace): Promise<Joint> {
  let [from, to] = [a[0], b[0]];
  let least = Number.POSITIVE_INFINITY;
  for (const i of a) {
    for (const j of b) {
      let sum = 0;
      for (let p = i * d, q = j * d, end = p + d; p < end; p++, q++) {
        const apart = data[p] - data[q];
        sum += apart * apart;
      }
      if (sum < least) [from, to, least] = [i, j, sum];
      if (pace.spend(d + 4)) await pace.turn();
    }
  }
  return { from, to, length: Math.sqrt(least) };
}

function withJoints(graph: SymmetricGraph, joints: readonly Joint[]): SymmetricGraph {
  const n = graph.starts.length - 1;
  const more = new Int32Array(n + 1);
  for (const { from, to } of joints) {
    more[from]++;
    more[to]++;
  }
  const starts = new Int32Array(n + 1);
  const ends = new Int32Array(graph.ends.length + 2 * joints.length);
  const weights = new Float32Array(ends.length);
  // Where the next joint of each point goes: behind its edges.
  const next = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const old = graph.ends.subarray(graph.starts[i], graph.starts[i + 1]);
    ends.set(old, starts[i]);
    weights.set(graph.weights.subarray(graph.starts[i], graph.starts[i + 1]), starts[i]);
    next[i] = starts[i] + old.length;
    starts[i + 1] = next[i] + more[i];
  }
  const add = (i: number, j: number, length: number) => {
    ends[next[i]] = j;
    weights[next[i]++] = length;
  };
  for (const { from, to, length } of joints) {
    add(from, to, length);
    add(to, from, length);
  }
  return { starts, ends, weights };
}
