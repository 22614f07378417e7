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
    const mine = stopwatch(now);
    await layOutByOurs(codes, epochs, search, async () => {
      mine.turn();
      await giveUpThread();
      mine.go();
    });
    ours.push(mine.end());
    const theirs = stopwatch(now);
    layOutByUmapJs(codes, epochs, () => {
      theirs.turn();
      theirs.go();
    });
    reference.push(theirs.end());
  }
  return { title, ours, reference };
}

/** Milliseconds from here to the end, and the longest stretch without a turn. */
function stopwatch(now: () => number) {
  const began = now();
  let since = began;
  let longestMs = 0;
  const turn = () => {
    longestMs = Math.max(longestMs, now() - since);
  };
  return {
    turn,
    go: () => {
      since = now();
    },
    end: (): LayoutTime => {
      turn();
      return { ms: now() - began, longestMs };
    },
  };
}
