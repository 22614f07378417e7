import type { HistoryEntry } from "../export/run-record";
import type { EpochFacts, Scores } from "../worker/protocol";

/** Every epoch of a run, each once, with scores where a frame was made of it. */
export class RunHistory {
  #epochs: EpochFacts[] = [];
  readonly #scores = new Map<number, Scores>();
  /** Epochs whose scores are of weights that were lost with a device. */
  readonly #lost = new Set<number>();

  /** A run that goes on from a checkpoint after its device was lost tells some epochs once more: the later telling counts. */
  add(epochs: readonly EpochFacts[]): void {
    const first = epochs[0];
    if (!first) return;
    for (const { epoch } of this.#epochs) if (epoch >= first.epoch && this.#lost.delete(epoch)) this.#scores.delete(epoch);
    this.#epochs = [...this.#epochs.filter(({ epoch }) => epoch < first.epoch), ...epochs];
  }

  /** Scores may come before their epoch's facts or after. */
  score(epoch: number, scores: Scores): void {
    this.#lost.delete(epoch);
    this.#scores.set(epoch, scores);
  }

  deviceLost(): void {
    for (const epoch of this.#scores.keys()) this.#lost.add(epoch);
  }

  entries(): HistoryEntry[] {
    return this.#epochs.map((entry) => {
      const scores = this.#scores.get(entry.epoch);
      return scores ? { ...entry, scores } : entry;
    });
  }
}
