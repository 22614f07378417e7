import type { Side } from "../../nn/bench/side";
import type { Work } from "../../nn/bench/work";
import { type Sample, sampleOf } from "./statistics";

/** How long to repeat. */
export interface Patience {
  readonly rounds: number;
  /** After this many ms no round is begun, once there are three. */
  readonly budgetMs: number;
  /** Repetitions of each side in one round. */
  readonly repetitions: number;
}

const leastRounds = 3;
/** A repetition that is shorter finds other processes' data in the caches when its turn comes, and is warmed up for it. */
const longMs = 1000;

/**
 * Times `work` on every side in turn, round after round, so that whatever else the machine does meanwhile hits all alike.
 * A side that can't do it gets its sentence in the place of times, and the others go on.
 */
export async function measure<Id extends string>(
  sides: Readonly<Partial<Record<Id, Side>>>,
  work: Work,
  { rounds, budgetMs, repetitions }: Patience,
  now: () => number,
): Promise<Partial<Record<Id, Sample>>> {
  const runners = (Object.entries(sides) as [Id, Side][]).map(([id, side]) => new Runner(id, side));
  for (const runner of runners) await runner.try((side) => side.prepare(work).then(() => side.time(1, 0)));
  const began = now();
  for (let round = 0; round < rounds; round++) {
    if (round >= leastRounds && now() - began > budgetMs) break;
    for (const runner of runners) await runner.repeat(repetitions);
  }
  for (const runner of runners) await runner.try((side) => side.release());
  return Object.fromEntries(runners.map((runner) => [runner.id, runner.sample()])) as Partial<Record<Id, Sample>>;
}

/** One side's part in a measurement. */
class Runner {
  #fault: string | null = null;
  #last = 0;
  readonly #times: number[] = [];

  constructor(
    readonly id: string,
    readonly side: Side,
  ) {}

  async try(step: (side: Side) => Promise<unknown>): Promise<void> {
    if (this.#fault !== null) return;
    try {
      await step(this.side);
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
    }
  }

  repeat(repetitions: number): Promise<void> {
    return this.try(async (side) => {
      const times = await side.time(repetitions, this.#last > longMs ? 0 : 1);
      this.#last = times[times.length - 1];
      this.#times.push(...times);
    });
  }

  sample(): Sample {
    return this.#fault === null ? sampleOf(this.#times) : { absent: this.#fault };
  }
}
