import type { Figures } from "../method";

/** Below this share of its start the spread of the codes is a collapse (all images in one point). */
const leastSpread = 0.2;
/** Below this share of k, clusters are used so unevenly that the partition is close to fewer. */
const leastEffective = 0.5;

/**
 * How many of k clusters hold an image, and how many equally large ones would be as uneven: exp of the entropy of the
 * clusters' shares, from 1 (all in one) to k (all alike). Noise (-1) belongs to none.
 */
export function collapseFacts(labels: Int32Array, k: number): { usedClusters: number; effectiveClusters: number } {
  const sizes = new Int32Array(k);
  let members = 0;
  for (const label of labels) {
    if (label < 0) continue;
    sizes[label] += 1;
    members += 1;
  }
  let used = 0;
  let entropy = 0;
  for (const size of sizes) {
    if (size === 0) continue;
    used += 1;
    const share = size / members;
    entropy -= share * Math.log(share);
  }
  return { usedClusters: used, effectiveClusters: used === 0 ? 0 : Math.exp(entropy) };
}

/** Watches a training for clusters that die and for codes that shrink to a point, and says so once for each that happens. */
export class CollapseMonitor {
  readonly #k: number;
  #used: number;
  #uneven = false;
  #shrunk = false;

  constructor(k: number) {
    this.#k = k;
    this.#used = k;
  }

  /** Facts of the partition now, and what the user must be told of it. `spread` of the codes is a share of that at the start. */
  watch(labels: Int32Array, spread: number): { facts: Figures; warnings: string[] } {
    const facts = collapseFacts(labels, this.#k);
    const warnings: string[] = [];
    if (facts.usedClusters < this.#used) {
      warnings.push(
        `${facts.usedClusters} of ${this.#k} clusters still hold images: the others were swallowed. A lower learning rate, more weight on balance where it can be set, a better start or fewer clusters may help.`,
      );
    }
    this.#used = Math.min(this.#used, facts.usedClusters);
    const uneven = facts.effectiveClusters < leastEffective * this.#k;
    if (uneven && !this.#uneven && facts.usedClusters === this.#k) {
      warnings.push(
        `The clusters are very uneven: as if there were ${facts.effectiveClusters.toPrecision(2)} of ${this.#k}. That is fine where the groups of your pictures are uneven, and the beginning of a collapse where they are not.`,
      );
    }
    this.#uneven = uneven;
    const shrunk = spread < leastSpread;
    if (shrunk && !this.#shrunk) {
      warnings.push(
        `The codes have shrunk to ${Math.round(100 * spread)} % of their spread at the start: the network is mapping all pictures to one point. A lower learning rate or more weight on the reconstruction may help.`,
      );
    }
    this.#shrunk = shrunk;
    return { facts: { ...facts, spread }, warnings };
  }
}
