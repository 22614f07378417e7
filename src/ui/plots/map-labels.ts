import type { Frame } from "../../worker/protocol";
import type { EmbeddingMap } from "./embedding-map";

const mostLabels = 60;
/** Fewer images than this lie under their own label: it goes above them. */
const fewImages = 3;
/** CSS pixels between a label and a marked point that it would cover. */
const clearance = 20;

/** The clusters' numbers over the map, so that colour is not the only sign. Moved by hand, outside React. */
export class MapLabels {
  readonly #host: HTMLElement;
  /** [x, y] of each cluster's middle, NaN where it is empty. */
  #middles: Float64Array = new Float64Array(0);
  #sizes: Float64Array = new Float64Array(0);
  /** [n, 2] */
  #layout: Float32Array = new Float32Array(0);
  #marked: number | null = null;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Takes the clusters' middles from `frame`; none are shown without clusters, or with too many to read. */
  read(frame: Frame | null): void {
    const clusters = frame?.clusters?.length ?? 0;
    if (!frame?.labels || clusters > mostLabels) {
      this.#middles = new Float64Array(0);
    } else {
      const { layout, labels } = frame;
      const sums = new Float64Array(2 * clusters);
      const sizes = new Float64Array(clusters);
      for (let i = 0; i < labels.length; i++) {
        const cluster = labels[i];
        sums[2 * cluster] += layout[2 * i];
        sums[2 * cluster + 1] += layout[2 * i + 1];
        sizes[cluster] += 1;
      }
      this.#middles = sums.map((sum, i) => sum / sizes[i >> 1]);
      this.#sizes = sizes;
      this.#layout = layout;
    }
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
      const up = covers ? "calc(-100% - 14px)" : this.#sizes[cluster] < fewImages ? "calc(-100% - 8px)" : "-50%";
      label.style.display = "";
      label.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px) translate(-50%, ${up})`;
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
