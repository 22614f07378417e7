import { imageSize } from "../core/images";
import type { Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { EngineParts, Send } from "./host-parts";
import type { KeptRun } from "./kept-runs";

/** Scores a finished run without labels, in the space of its codes and of the pixels, and tells it. A run may go on beside it. */
export async function measure(run: KeptRun, parts: EngineParts, send: Send, signal: AbortSignal): Promise<void> {
  const { runId, seed, images, codes, labels } = run;
  const rng = Rng.fromSeed(seed).fork("measure");
  const scores = (space: Matrix) => parts.internalScores(space, labels, { rng, signal });
  const pixels: Matrix = { data: images.pixels, rows: images.shape.count, cols: imageSize(images.shape) };
  try {
    const inCodes = await scores(codes);
    const inPixels = codes.data === pixels.data ? null : await scores(pixels);
    send({ kind: "measured", runId, codes: inCodes, pixels: inPixels });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
