import { clusterSizes } from "../../core/cluster-sizes";
import { effectiveClusters, leastEffective, nearlyEmpty } from "../../core/empty-clusters";
import type { Figures, TrainingEvent } from "../method";

/** Below this share of its start the spread of the codes is a collapse (all images in one point). */
const leastSpread = 0.2;
/** Looks in a row at which a cluster that holds next to no images is called dying. */
const looksOfDying = 3;

type CollapseFacts = { usedClusters: number; effectiveClusters: number };

/**
 * How many of k clusters hold an image, and how many equally large ones would be as uneven: exp of the entropy of the
 * clusters' shares, from 1 (all in one) to k (all alike). Noise (-1) belongs to none.
 */
export function collapseFacts(labels: Int32Array, k: number): CollapseFacts {
  return factsOf(clusterSizes(labels, k));
}

function factsOf(sizes: readonly number[]): CollapseFacts {
  return { usedClusters: sizes.filter((size) => size > 0).length, effectiveClusters: effectiveClusters(sizes) };
}

/** Whether the clusters that hold images do so very unevenly. */
function isUneven({ usedClusters, effectiveClusters }: CollapseFacts): boolean {
  return effectiveClusters < leastEffective * usedClusters;
}

/** "8 of 10 clusters hold images: `others`", and how unevenly where that is to be told. */
function usedSentence({ usedClusters, effectiveClusters }: CollapseFacts, k: number, others: string, uneven: boolean): string {
  const how = uneven ? `, and those left are very uneven, as if there were ${effectiveClusters.toPrecision(2)}` : "";
  return `${usedClusters} of ${k} clusters ${usedClusters === 1 ? "holds" : "hold"} images: the others ${others}${how}.`;
}

function unevenSentence({ usedClusters, effectiveClusters }: CollapseFacts, k: number): string {
  const [all, sign] =
    usedClusters < k ? [`${usedClusters} in use`, "a collapse that goes on"] : [k, "the beginning of a collapse"];
  return `The clusters are very uneven: as if there were ${effectiveClusters.toPrecision(2)} of ${all}. That is fine where the groups of your pictures are uneven, and ${sign} where they are not.`;
}

/** What is to be told, at most one notice, of a last partition into k clusters that nothing was trained for. */
export function* collapseNotices(
  labels: Int32Array,
  k: number,
): Generator<Extract<TrainingEvent<never>, { readonly kind: "notice" }>, void> {
  const facts = collapseFacts(labels, k);
  if (facts.usedClusters === k) return;
  const used = usedSentence(facts, k, "came out empty", isUneven(facts));
  yield {
    kind: "notice",
    level: "warning",
    message: `${used} Another seed, more restarts or fewer clusters may help.`,
    tellsEmpty: true,
  };
}

/** Watches a training for clusters that die or are about to, and for codes that shrink to a point, and says so once for each that happens. */
export class CollapseMonitor {
  readonly #k: number;
  #used: number;
  #uneven = false;
  /** For each cluster, looks in a row at which it held next to no images. */
  #nearlyEmpty: number[];
  #shrunk = false;

  constructor(k: number) {
    this.#k = k;
    this.#used = k;
    this.#nearlyEmpty = new Array<number>(k).fill(0);
  }

  /** Facts of the partition now, and what the user must be told of it. `spread` of the codes is a share of that at the start. */
  watch(labels: Int32Array, spread: number): { facts: Figures; warnings: string[] } {
    const sizes = clusterSizes(labels, this.#k);
    const facts = factsOf(sizes);
    const warnings: string[] = [];
    const uneven = isUneven(facts);
    // Told once until they have evened out, with what else there is to tell of them.
    const newlyUneven = uneven && !this.#uneven;
    if (facts.usedClusters < this.#used) {
      const used = usedSentence(facts, this.#k, "were swallowed", newlyUneven);
      warnings.push(
        `${used} A lower learning rate, more weight on balance where it can be set, a better start or fewer clusters may help.`,
      );
    } else if (newlyUneven) warnings.push(unevenSentence(facts, this.#k));
    this.#used = Math.min(this.#used, facts.usedClusters);
    this.#uneven = uneven;
    warnings.push(...this.#dying(sizes));
    const shrunk = spread < leastSpread;
    if (shrunk && !this.#shrunk) {
      warnings.push(
        `The codes have shrunk to ${Math.round(100 * spread)} % of their spread at the start: the network is mapping all pictures to one point. A lower learning rate or more weight on the reconstruction may help.`,
      );
    }
    this.#shrunk = shrunk;
    return { facts: { ...facts, spread }, warnings };
  }

  /** What is to be told of clusters that have come to hold next to no images, once for each. */
  #dying(sizes: readonly number[]): string[] {
    const { few, below, images } = nearlyEmpty(sizes);
    this.#nearlyEmpty = this.#nearlyEmpty.map((looks, j) => (few[j] ? looks + 1 : 0));
    if (!this.#nearlyEmpty.includes(looksOfDying)) return [];
    const dying = this.#nearlyEmpty.filter((looks) => looks >= looksOfDying).length;
    const [holds, they] = dying === 1 ? ["1 cluster has held", "it is"] : [`${dying} clusters have held`, "they are"];
    return [
      `${holds} fewer than ${Math.ceil(below)} of ${images} images${dying === 1 ? "" : " each"} at ${looksOfDying} looks in a row: ${they} dying, unless your pictures have groups that small. More weight on balance where it can be set, a better start or fewer clusters may help.`,
    ];
  }
}
