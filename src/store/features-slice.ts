import type { StateCreator } from "zustand/vanilla";
import type { DatasetId } from "../core/ids";
import type { FileRef } from "../data/dataset";
import type { Command, EngineEvent, FeatureSummary, ModelNormalisation, ModelRequest, RunInput } from "../worker/protocol";
import type { EngineLink } from "./engine-link";
import type { LabState } from "./lab-state";
import { isGoingOn } from "./run-slice";
import type { StateAccess } from "./state-access";

/** What brings features to a dataset. */
type FeatureCommand = Extract<Command, { kind: "attachFeatures" | "extractFeatures" }>;

/** Features that are being read or computed. */
export interface Attaching {
  readonly datasetId: DatasetId;
  readonly done: number;
  readonly total: number | null;
  readonly what: string;
  readonly command: FeatureCommand;
}

/** Vectors of the images at hand, to learn from in the place of their pixels. */
export interface FeaturesSlice {
  readonly features: FeatureSummary | null;
  /** What brought them, for an engine that is launched anew; null where they came with the images. */
  readonly featuresCommand: FeatureCommand | null;
  readonly attaching: Attaching | null;
  /** What the next run is to learn from; features only count while there are some. */
  readonly input: RunInput;
  readonly normalisation: ModelNormalisation;
  attachFeatures(files: readonly FileRef[]): void;
  extractFeatures(model: ModelRequest): void;
  cancelFeatures(): void;
  removeFeatures(): void;
  chooseInput(input: RunInput): void;
  chooseNormalisation(normalisation: ModelNormalisation): void;
}

/** Features that `command` is to bring, before anything is known of them. */
export function attachingBy(command: FeatureCommand): Attaching {
  const what = command.kind === "extractFeatures" ? "Opening the model" : "Reading features";
  return { datasetId: command.datasetId, done: 0, total: null, what, command };
}

export const noFeatures = { features: null, featuresCommand: null, attaching: null, input: "pictures" } as const;

export function featuresSlice(engine: EngineLink): StateCreator<LabState, [], [], FeaturesSlice> {
  return (set, get) => {
    function bring(commandFor: (datasetId: DatasetId) => FeatureCommand): void {
      const { dataset, attaching, loading, restoring, status, say, forgetNotices } = get();
      const command = dataset && commandFor(dataset.datasetId);
      const hindrance =
        !command || loading || restoring
          ? "Features belong to images: wait until those are here."
          : attaching
            ? "Other features are on their way; wait for them or cancel that."
            : command.kind === "extractFeatures" && isGoingOn(status)
              ? "A run goes on; stop it first, or wait until it has finished."
              : null;
      if (hindrance || !command) say({ level: "info", title: "Not yet", message: hindrance ?? "" });
      else {
        forgetNotices();
        set({ attaching: attachingBy(command) });
        engine.post(command);
      }
    }

    return {
      ...noFeatures,
      normalisation: "imagenet",
      attachFeatures: (files) => bring((datasetId) => ({ kind: "attachFeatures", datasetId, files })),
      extractFeatures(model) {
        const { normalisation } = get();
        bring((datasetId) => ({ kind: "extractFeatures", datasetId, model, normalisation }));
      },
      cancelFeatures() {
        const { attaching } = get();
        if (attaching) engine.post({ kind: "cancelLoad", datasetId: attaching.datasetId });
      },
      removeFeatures() {
        const { dataset } = get();
        if (!dataset) return;
        set({ ...noFeatures, attaching: get().attaching });
        engine.post({ kind: "detachFeatures", datasetId: dataset.datasetId });
      },
      chooseInput: (input) => set({ input, ...(input === "features" ? { codesFrom: null } : {}) }),
      chooseNormalisation: (normalisation) => set({ normalisation }),
    };
  };
}

/** Brings what became of features into the state; those of images that are gone are dropped. */
export function receiveFeatures(
  { get, set }: StateAccess,
  event: Extract<EngineEvent, { kind: "features" | "featuresFailed" }>,
): void {
  const { dataset, attaching, featuresCommand, say } = get();
  const asked = attaching?.datasetId === event.datasetId ? attaching : null;
  if (dataset?.datasetId !== event.datasetId) return;
  if (event.kind === "featuresFailed") {
    // An engine that took over could not have them again.
    set(asked && asked.command === featuresCommand ? noFeatures : { attaching: null });
    const problems = event.report?.problems.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`) ?? [];
    // One problem alone is in the message already.
    const message = [event.message, ...(problems.length > 1 ? problems : [])].join(" ");
    if (event.message !== null) say({ level: "error", title: "No features were added", message });
    return;
  }
  if (!event.features) return;
  // An engine that took over has them again: what was chosen stays.
  if (!asked || asked.command === featuresCommand) {
    set({ features: event.features, attaching: null });
    return;
  }
  set({ attaching: null, features: event.features, featuresCommand: asked.command, input: "features", codesFrom: null });
  const { title, cols } = event.features;
  const { notes = [], problems = [] } = event.report ?? {};
  say({
    level: problems.length > 0 ? "warning" : "success",
    title: "Features added",
    message: [
      `Runs learn from ${title} now, ${cols.toLocaleString("en-GB")} values an image.`,
      ...notes,
      ...problems.slice(0, 3).map(({ reason }) => reason),
    ].join(" "),
  });
}
