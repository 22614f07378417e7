import type { EmbeddingMap } from "./embedding-map";
import type { MapLayer, ShownFrame } from "./map-layer";

const mostLabels = 60;
/** Fewer images than this lie under their own label: it goes above them. */
const fewImages = 3;
/** So does a cluster whose images lie within so many CSS pixels of its middle. */
const coveredReach = 7;
/** CSS pixels between a label and a marked point that it would cover. */
const clearance = 20;
/** Of a label, in CSS pixels; map.css has it too. */
const labelHeight = 18;

/** The clusters' numbers over the map, so that colour is not the only sign. Moved by hand, outside React. */
export class MapLabels implements MapLayer {
  readonly #host: HTMLElement;
  readonly #isOverPicture: (map: EmbeddingMap, place: readonly [number, number]) => boolean;
  /** [x, y] of each cluster's middle, NaN where it is empty. */
  #middles: Float64Array = new Float64Array(0);
  #sizes: Float64Array = new Float64Array(0);
  #reaches: Float64Array = new Float64Array(0);
  /** [n, 2] */
  #layout: Float32Array = new Float32Array(0);
  #marked: number | null = null;

  /** `isOverPicture`: whether a thumbnail is drawn at a place of the map, in CSS pixels; a number there gets a plate to be read on. */
  constructor(host: HTMLElement, isOverPicture: (map: EmbeddingMap, place: readonly [number, number]) => boolean) {
    this.#host = host;
    this.#isOverPicture = isOverPicture;
  }

  /** Takes the clusters' middles; none are shown without clusters, or with too many to read. */
  read(shown: ShownFrame | null): void {
    this.#layout = shown?.points.layout ?? new Float32Array(0);
    const { middles, sizes, reaches } = clusterMiddles(shown);
    this.#middles = middles;
    this.#sizes = sizes;
    this.#reaches = reaches;
    this.#fill();
  }

  /** From the next `place` on, no label covers this image's point. */
  keepClear(index: number | null): void {
    this.#marked = index;
  }

  /** Puts the labels where the map's view has their places. */
  place(map: EmbeddingMap): void {
    const children = this.#host.children;
    const at = 2 * (this.#marked ?? this.#layout.length);
    const marked = at < this.#layout.length ? map.place(this.#layout[at], this.#layout[at + 1]) : null;
    for (let cluster = 0; cluster < children.length; cluster++) {
      const label = children[cluster];
      if (!(label instanceof HTMLElement)) continue;
      const x = this.#middles[2 * cluster];
      const y = this.#middles[2 * cluster + 1];
      if (Number.isNaN(x)) {
        label.style.display = "none";
        continue;
      }
      const [left, top] = map.place(x, y);
      const covers = marked !== null && Math.hypot(marked[0] - left, marked[1] - top) < clearance;
      const hides = this.#sizes[cluster] < fewImages || map.place(x + this.#reaches[cluster], y)[0] - left < coveredReach;
      const away = covers ? 14 : hides ? 8 : -labelHeight / 2;
      label.style.display = "";
      label.style.transform = `translate(${left.toFixed(1)}px, ${(top - away - labelHeight).toFixed(1)}px) translateX(-50%)`;
      label.classList.toggle("over-picture", this.#isOverPicture(map, [left, top - away - labelHeight / 2]));
    }
  }

  #fill(): void {
    const wanted = this.#middles.length / 2;
    while (this.#host.childElementCount > wanted) this.#host.lastElementChild?.remove();
    while (this.#host.childElementCount < wanted) {
      const label = document.createElement("span");
      label.textContent = String(this.#host.childElementCount);
      this.#host.append(label);
    }
  }
}

interface ClusterPlaces {
  /** [x, y] of each cluster's middle. */
  readonly middles: Float64Array;
  readonly sizes: Float64Array;
  /** How far the farthest of its images lies from that. */
  readonly reaches: Float64Array;
}

/** Where each cluster lies, without noise; empty without clusters or with too many to be read. */
export function clusterMiddles(shown: ShownFrame | null): ClusterPlaces {
  const clusters = shown?.frame.clusters?.length ?? 0;
  const nothing = new Float64Array(0);
  if (!shown?.frame.labels || clusters > mostLabels) return { middles: nothing, sizes: nothing, reaches: nothing };
  const { labels } = shown.frame;
  const { layout } = shown.points;
  const sums = new Float64Array(2 * clusters);
  const sizes = new Float64Array(clusters);
  for (let i = 0; i < labels.length; i++) {
    const cluster = labels[i];
    if (cluster < 0 || cluster >= clusters) continue;
    sums[2 * cluster] += layout[2 * i];
    sums[2 * cluster + 1] += layout[2 * i + 1];
    sizes[cluster] += 1;
  }
  const middles = sums.map((sum, i) => sum / sizes[i >> 1]);
  const reaches = new Float64Array(clusters);
  for (let i = 0; i < labels.length; i++) {
    const cluster = labels[i];
    if (cluster < 0 || cluster >= clusters) continue;
    const away = Math.hypot(layout[2 * i] - middles[2 * cluster], layout[2 * i + 1] - middles[2 * cluster + 1]);
    if (away > reaches[cluster]) reaches[cluster] = away;
  }
  return { middles, sizes, reaches };
}
