import { imageSize } from "../core/images";
import type { Matrix } from "../core/matrix";
import { Rng } from "../core/rng";
import type { EngineParts, Send } from "./host-parts";
import type { KeptRun } from "./kept-runs";
import type { Probes } from "./protocol";

/**
 * Scores a finished run without labels, in the space of its codes and of the pixels, and by probes where there are labels, and tells
 * it. A run may go on beside it.
 */
export async function measure(run: KeptRun, parts: EngineParts, send: Send, signal: AbortSignal): Promise<void> {
  const { runId, seed, images, codes, labels } = run;
  const rng = Rng.fromSeed(seed).fork("measure");
  const scores = (space: Matrix) => parts.internalScores(space, labels, { rng, signal });
  const probe = (space: Matrix) => images.truth && parts.probeScores(space, images.truth.codes, { rng, signal });
  const pixels: Matrix = { data: images.pixels, rows: images.shape.count, cols: imageSize(images.shape) };
  try {
    const inCodes = await scores(codes);
    const learned = codes.data !== pixels.data;
    const inPixels = learned ? await scores(pixels) : null;
    const probed = await probe(codes);
    const probes: Probes | null = probed && { codes: probed, pixels: learned ? await probe(pixels) : null };
    send({ kind: "measured", runId, codes: inCodes, pixels: inPixels, probes });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
