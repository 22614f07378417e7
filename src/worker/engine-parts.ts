import { giveUpThread } from "../core/turns";
import { archiveClusters } from "../data/archive";
import { sources } from "../data/builtin/registry";
import type { DecodePicture } from "../data/dataset";
import { thumbnailsOf } from "../data/thumbnails";
import { methods } from "../methods/registry";
import { confusionOf } from "../metrics/confusion";
import { internalScores } from "../metrics/internal-scores";
import { probeScores } from "../metrics/probes";
import { scoreDescriptions, scoresOf } from "../metrics/registry";
import { ShownVariants } from "../nn/augmentation/shown-variants";
import { memoryInUse, openBackend, type WasmPaths } from "../nn/backend";
import { watchDevice } from "../nn/device-watch";
import { mostThreads, type ThreadSource } from "../nn/native/threads";
import { pcaLayout } from "../projection/pca";
import { alignTo, normaliseLayout } from "../projection/procrustes";
import { summariseClusters } from "./cluster-summaries";
import { defaultTiming, type EngineParts } from "./host-parts";
import { pretrainedFeatures, pretrainedModel } from "./pretrained-features";
import { memoryWorkStore } from "./work-cache";

export { mostThreads, type ThreadSource };

/** All that differs between a browser and Node. */
export interface Surroundings {
  readonly decode: DecodePicture;
  readonly wasmPaths: WasmPaths;
  /** Threads for the wasm backend; Web Workers where left out. */
  readonly threads?: ThreadSource | null;
  /** Milliseconds from any start; never goes back. */
  now(): number;
}

/** The real engine: every method, source, metric and projection there is. */
export function engineParts({ decode, wasmPaths, threads, now }: Surroundings): EngineParts {
  const shown = new ShownVariants();
  return {
    methods,
    sources,
    scores: scoreDescriptions,
    openBackend: (preference, avoid) => openBackend(preference, wasmPaths, avoid, threads),
    watchDevice,
    memory: () => shown.without(memoryInUse()),
    variantsOf: (...request) => shown.make(...request),
    // What reads files is loaded when the first ones come.
    importFiles: async (title, files, options, context) => {
      const { importFiles } = await import("../data/import-files");
      return importFiles(title, files, options, context, decode);
    },
    readFeatures: async (...request) => (await import("../data/feature-files")).readFeatures(...request),
    fetchModel: pretrainedModel,
    extractFeatures: pretrainedFeatures,
    thumbnails: thumbnailsOf,
    archive: archiveClusters,
    frames: {
      layout: (codes, rng) => normaliseLayout(pcaLayout(codes, rng).layout),
      align: alignTo,
      summarise: summariseClusters,
      scores: (labels, truth) => truth && scoresOf(labels, truth.codes),
      confusion: (labels, clusters, truth) => confusionOf(labels, clusters, truth.codes, truth.names),
    },
    internalScores: (codes, labels, options) => internalScores(codes, labels, { ...options, giveWay: giveUpThread }),
    probeScores: (codes, truth, options) => probeScores(codes, truth, { ...options, giveWay: giveUpThread }),
    workStore: memoryWorkStore(),
    now,
    timing: defaultTiming,
  };
}
