import type { StateCreator } from "zustand/vanilla";
import type { DatasetId } from "../core/ids";
import type { FileRef } from "../data/dataset";
import type { FeatureCommand } from "../worker/client";
import type { Command, EngineEvent, FeatureSummary, ModelNormalisation, ModelRequest, RunInput } from "../worker/protocol";
import type { EngineLink } from "./engine-link";
import type { LabState } from "./lab-state";
import { isGoingOn } from "./run-slice";
import type { StateAccess } from "./state-access";

/** Features that are being read or computed. */
export interface Attaching {
  readonly datasetId: DatasetId;
  readonly done: number;
  readonly total: number | null;
  readonly what: string;
  readonly command: FeatureCommand;
  /** The model's address is asked once more. */
  readonly refresh?: boolean;
  /** What to call a dataset of the files, which they become where they are features of none of these images; absent where they may not. */
  readonly orDataset?: string;
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
  /** Names, sizes and times of the files that were last offered as features of these images, which become a dataset when they come again; "" for none. */
  readonly offered: string;
  attachFeatures(files: readonly FileRef[]): void;
  /** Takes files as features of the pictures at hand, or as a dataset: where there are no pictures, where they are features of others, and when they come again. */
  offerFeatures(title: string, files: readonly FileRef[]): void;
  extractFeatures(model: ModelRequest): void;
  /** Asks the address of the model that found the features for it once more. */
  fetchModelAgain(): void;
  cancelFeatures(): void;
  removeFeatures(): void;
  chooseInput(input: RunInput): void;
  chooseNormalisation(normalisation: ModelNormalisation): void;
}

type Extraction = Extract<Command, { kind: "extractFeatures" }>;

/** Whether features were found by a model from an address, where another one may lie by now. */
export function modelAddress(command: FeatureCommand | null): command is Extraction {
  return command?.kind === "extractFeatures" && command.model.kind === "url";
}

/** Features that `command` is to bring, before anything is known of them. */
export function attachingBy(command: FeatureCommand): Attaching {
  const what = command.kind === "extractFeatures" ? "Opening the model" : "Reading features";
  return { datasetId: command.datasetId, done: 0, total: null, what, command };
}

/** What a fresh engine is to bring: features that were on their way, in the place of those there were; without any, these again. */
export function attachingAgain({ attaching, featuresCommand }: LabState): Partial<LabState> & Pick<LabState, "attaching"> {
  if (!attaching || attaching.command === featuresCommand) return { attaching: featuresCommand && attachingBy(featuresCommand) };
  const gone = featuresCommand ? { features: null, featuresCommand: null } : {};
  return { ...gone, attaching: { ...attaching, ...attachingBy(attaching.command) } };
}

/** What the engine is told. Once they are there, an engine that is launched anew need not ask the network. */
export function attachCommand({ command, refresh }: Attaching): FeatureCommand {
  return command.kind === "extractFeatures" && refresh ? { ...command, refresh } : command;
}

export const noFeatures = { features: null, featuresCommand: null, attaching: null, input: "pictures", offered: "" } as const;

export function featuresSlice(engine: EngineLink): StateCreator<LabState, [], [], FeaturesSlice> {
  return (set, get) => {
    function bring(
      commandFor: (datasetId: DatasetId) => FeatureCommand,
      more: Pick<Attaching, "refresh" | "orDataset"> = {},
    ): boolean {
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
      if (hindrance || !command) {
        say({ level: "info", title: "Not yet", message: hindrance ?? "" });
        return false;
      }
      forgetNotices();
      const next = { ...attachingBy(command), ...more };
      set({ attaching: next });
      engine.post(attachCommand(next));
      return true;
    }

    return {
      ...noFeatures,
      normalisation: "imagenet",
      attachFeatures(files) {
        bring((datasetId) => ({ kind: "attachFeatures", datasetId, files }));
      },
      offerFeatures(title, files) {
        const { dataset, loading, offered, loadFiles } = get();
        const names = files.map(identity).join("\n");
        const isDataset = !dataset || dataset.shape.vectors || loading || names === offered;
        // Pictures on their way are not given up for it: they may be what it describes.
        if (isDataset && loading?.request.kind !== "files") loadFiles(title, files);
        else if (bring((datasetId) => ({ kind: "attachFeatures", datasetId, files }), { orDataset: title }))
          set({ offered: names });
      },
      extractFeatures(model) {
        const { normalisation } = get();
        bring((datasetId) => ({ kind: "extractFeatures", datasetId, model, normalisation }));
      },
      fetchModelAgain() {
        const { featuresCommand } = get();
        if (modelAddress(featuresCommand)) bring(() => ({ ...featuresCommand }), { refresh: true });
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
  const { dataset, attaching, features, featuresCommand, say } = get();
  const asked = attaching?.datasetId === event.datasetId ? attaching : null;
  if (dataset?.datasetId !== event.datasetId) return;
  if (event.kind === "featuresFailed") {
    // An engine that took over could not have them again.
    set(asked && asked.command === featuresCommand ? noFeatures : { attaching: null });
    if (asked?.orDataset !== undefined && asked.command.kind === "attachFeatures" && event.message !== null && !event.related) {
      get().loadFiles(asked.orDataset, asked.command.files, event.message);
      return;
    }
    const problems = event.report?.problems.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`) ?? [];
    // One problem alone is in the message already.
    const message = [event.message, ...(problems.length > 1 ? problems : []), ...ownDataset(asked)].join(" ");
    // Cancelled, they were not looked at to the end.
    if (event.message === null) set({ offered: "" });
    else say({ level: "error", title: "No features were added", message });
    return;
  }
  if (!event.features) return;
  // An engine that took over has them again: what was chosen stays.
  if (!asked || asked.command === featuresCommand) {
    set({ features: event.features, attaching: null });
    return;
  }
  const before = features?.model?.hash;
  set({ attaching: null, features: event.features, featuresCommand: asked.command, input: "features", codesFrom: null });
  const { title, cols, model } = event.features;
  const { notes = [], problems = [] } = event.report ?? {};
  say({
    level: problems.length > 0 ? "warning" : "success",
    title: "Features added",
    message: [
      `Runs learn from ${title} now, ${cols.toLocaleString("en-GB")} ${cols === 1 ? "value" : "values"} an image.`,
      ...(asked.refresh && features
        ? [`The model at its address ${model?.hash === before ? "is still the same" : "has changed"}.`]
        : []),
      ...notes,
      ...problems.slice(0, 3).map(({ reason }) => reason),
      ...ownDataset(asked),
    ].join(" "),
  });
}

/** Tells a file from one of the same name that was mended since. */
function identity({ path, blob }: FileRef): string {
  return [path, blob.size, blob instanceof File ? blob.lastModified : ""].join(" ");
}

/** How files that were taken for features are taken for a dataset. */
function ownDataset(asked: Attaching | null): string[] {
  if (asked?.orDataset === undefined) return [];
  return ["To have these vectors as a dataset of their own, choose or drop the same files once more."];
}
