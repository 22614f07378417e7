import { monitorEventLoopDelay } from "node:perf_hooks";
import { giveUpThread } from "../../core/turns";
import { processorNeighbours } from "../../nn/processor-neighbours";
import { layOutByOurs, layOutByUmapJs, racePoints } from "../../projection/bench/umap-race";
import type { LayoutEntry, LayoutTime } from "./report";
import type { Surroundings } from "./run-parts";

/** UMAP by our engine and by umap-js with its defaults, in turns, in this process. */
export async function layoutsOf(
  {
    count,
    dimensions,
    epochs,
    rounds,
  }: { readonly count: number; readonly dimensions: number; readonly epochs: number; readonly rounds: number },
  { now, say }: Surroundings,
): Promise<LayoutEntry> {
  const title = `UMAP of ${count.toLocaleString("en-US")} × ${dimensions}, k = 15, ${epochs} epochs, neighbours included`;
  say(title);
  const codes = racePoints(count, dimensions);
  const search = (points: typeof codes, k: number, giveWay: () => Promise<void>) =>
    processorNeighbours(points, k, { metric: "euclidean", giveWay });
  const ours: LayoutTime[] = [];
  const reference: LayoutTime[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await timed(() => layOutByOurs(codes, epochs, search, giveUpThread), now));
    reference.push(await timed(() => layOutByUmapJs(codes, epochs, giveUpThread), now));
  }
  return { title, ours, reference };
}

/** How long `work` takes, and the longest that anything else had to wait for the thread meanwhile. */
async function timed(work: () => Promise<void>, now: () => number): Promise<LayoutTime> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  // Its first turn only sets its clock.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const began = now();
  await work();
  const ms = now() - began;
  await new Promise((resolve) => setTimeout(resolve, 20));
  delays.disable();
  return { ms, longestMs: delays.max / 1e6 };
}
