import type { Frame } from "../../worker/protocol";
import type { EmbeddingMap } from "./embedding-map";

const mostLabels = 60;

/** The clusters' numbers over the map, so that colour is not the only sign. Moved by hand, outside React. */
export class MapLabels {
  readonly #host: HTMLElement;
  /** [x, y] of each cluster's middle, NaN where it is empty. */
  #middles: Float64Array = new Float64Array(0);

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
    }
    this.#fill();
  }

  /** Puts the labels where the map's view has their places. */
  place(map: EmbeddingMap): void {
    const children = this.#host.children;
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
      label.style.display = "";
      label.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px) translate(-50%, -50%)`;
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
