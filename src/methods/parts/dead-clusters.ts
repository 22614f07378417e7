/** Updates in a row that a cluster must be (nearly) empty before it counts as dead. */
const patience = 3;

/** Watches hard assignments for clusters that die, and says so once each. */
export class DeadClusters {
  readonly #emptyFor: Int32Array;
  readonly #fewest: number;

  /** A cluster with fewer than max(1, n / 50k) images counts as empty. */
  constructor(
    images: number,
    private readonly clusters: number,
  ) {
    this.#emptyFor = new Int32Array(clusters);
    this.#fewest = Math.max(1, images / (50 * clusters));
  }

  /** Sentences about clusters that have just died. */
  look(labels: Int32Array): string[] {
    const sizes = new Int32Array(this.clusters);
    for (const label of labels) sizes[label] += 1;
    const messages: string[] = [];
    for (let j = 0; j < this.clusters; j++) {
      this.#emptyFor[j] = sizes[j] < this.#fewest ? this.#emptyFor[j] + 1 : 0;
      if (this.#emptyFor[j] === patience) {
        messages.push(
          `Cluster ${j + 1} has died: it holds ${sizes[j]} of ${labels.length} images. Pretrain longer, lower the learning rate, or ask for fewer clusters.`,
        );
      }
    }
    return messages;
  }
}
