import type { CondensedTree } from "./condensed-tree";

export type Selection = "eom" | "leaf";

export interface StableClusters {
  /** [n] in 0..m-1 in order of their first images, or -1. */
  readonly labels: Int32Array;
  /** [n] in 0..1: how long the image stays in its cluster, as a part of how long the last ones do; 0 for noise. */
  readonly membership: Float32Array;
  /** [n] in 0..1, GLOSH: how much sparser the image lies than the densest part of its surroundings. */
  readonly outlierScores: Float32Array;
  /** m */
  readonly clusters: number;
}

/**
 * Chooses clusters of a condensed tree: by excess of mass (Campello et al. 2013, sec. 5: the choice without overlap that is most
 * stable in sum), or all leaves. The root is never chosen: one cluster of everything is no finding. Membership as in McInnes, Healy & Astels 2017, GLOSH as
 * in Campello et al. 2015, eq. 8.
 */
export function stableClusters(tree: CondensedTree, selection: Selection): StableClusters {
  const chosen = selection === "leaf" ? leaves(tree) : excessOfMass(tree);
  const { parents, births, homes, lambdas } = tree;
  const count = parents.length;
  // The chosen cluster that each is or lies in, or -1.
  const within = new Int32Array(count).fill(-1);
  for (let c = 1; c < count; c++) within[c] = chosen[c] ? c : within[parents[c]];
  // λ at which the last image or part leaves each cluster; with its descendants.
  const deaths = new Float64Array(count);
  homes.forEach((home, i) => {
    deaths[home] = Math.max(deaths[home], lambdas[i]);
  });
  for (let c = 1; c < count; c++) deaths[parents[c]] = Math.max(deaths[parents[c]], births[c]);
  const lastDeaths = deaths.slice();
  for (let c = count - 1; c > 0; c--) lastDeaths[parents[c]] = Math.max(lastDeaths[parents[c]], lastDeaths[c]);

  const numbers = new Int32Array(count).fill(-1);
  let clusters = 0;
  const labels = Int32Array.from(homes, (home) => {
    const cluster = within[home];
    if (cluster < 0) return -1;
    if (numbers[cluster] < 0) numbers[cluster] = clusters++;
    return numbers[cluster];
  });
  return {
    labels,
    membership: Float32Array.from(homes, (home, i) => (within[home] < 0 ? 0 : Math.min(1, lambdas[i] / deaths[within[home]]))),
    outlierScores: Float32Array.from(homes, (home, i) => (lastDeaths[home] - lambdas[i]) / lastDeaths[home]),
    clusters,
  };
}

function leaves({ parents }: CondensedTree): boolean[] {
  const chosen = Array.from(parents, (_, c) => c > 0);
  for (const parent of parents) if (parent >= 0) chosen[parent] = false;
  return chosen;
}

function excessOfMass(tree: CondensedTree): boolean[] {
  const { parents } = tree;
  const stabilities = stabilitiesOf(tree);
  // The greatest stability that choices within each cluster sum up to.
  const below = new Float64Array(parents.length);
  const chosen = new Array<boolean>(parents.length).fill(false);
  for (let c = parents.length - 1; c > 0; c--) {
    chosen[c] = stabilities[c] >= below[c];
    below[parents[c]] += Math.max(stabilities[c], below[c]);
  }
  // Only the uppermost of those that outweigh what lies within them.
  const taken = new Array<boolean>(parents.length).fill(false);
  for (let c = 1; c < parents.length; c++) {
    taken[c] = taken[parents[c]];
    if (taken[c]) chosen[c] = false;
    else taken[c] = chosen[c];
  }
  return chosen;
}

/** [clusters] sum over a cluster's images of λ when they leave it, less λ at its birth. */
function stabilitiesOf({ parents, births, sizes, homes, lambdas }: CondensedTree): Float64Array {
  const stabilities = new Float64Array(parents.length);
  homes.forEach((home, i) => {
    stabilities[home] += lambdas[i] - births[home];
  });
  for (let c = 1; c < parents.length; c++) stabilities[parents[c]] += sizes[c] * (births[c] - births[parents[c]]);
  return stabilities;
}
