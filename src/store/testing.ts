import { integer, number } from "../core/hyperparameters";
import { type DatasetId, datasetId, methodId, type RunId } from "../core/ids";
import type {
  Checkpoint,
  Command,
  DatasetSummary,
  EngineEvent,
  Frame,
  MethodDescriptor,
  SourceDescriptor,
} from "../worker/protocol";
import { createLabStore, type LabOptions, type LabStore } from "./store";

/** For tests only: a store whose engine writes down what it is told. */
export interface RecordedLab {
  readonly store: LabStore;
  readonly sent: Command[];
  readonly relaunched: string[];
  /** The last command of this kind. Throws where there is none. */
  last<Kind extends Command["kind"]>(kind: Kind): Extract<Command, { kind: Kind }>;
}

export const testMethod: MethodDescriptor = {
  id: methodId("idec"),
  title: "IDEC",
  family: "autoencoder",
  summary: "Clusters.",
  takeWhen: "Take it for tests.",
  reference: { authors: "A", title: "T", venue: "V", year: 2017 },
  departures: [],
  hyperparameters: {
    gamma: number({ label: "Weight", help: "Pulls.", default: 0.1, min: 0, max: 10, live: true }),
    epochs: integer({ label: "Epochs", help: "Passes.", default: 30, min: 1, max: 500 }),
  },
  recipes: [{ id: "quick", title: "Quick", help: "Soon done.", values: { epochs: 2 } }],
};

export const testSource: SourceDescriptor = {
  id: "digits",
  title: "Digits",
  summary: "Drawn.",
  options: { n: integer({ label: "Images", help: "How many.", default: 2000, min: 10, max: 70_000 }) },
  classes: 3,
};

export const readyEvent: Extract<EngineEvent, { kind: "ready" }> = {
  kind: "ready",
  backend: { backend: "cpu", reason: "A test.", device: null, threads: 1, passedOver: [] },
  methods: [testMethod],
  sources: [testSource],
  scores: [],
};

/** Of a run on the images of `summaryOf`. */
export const keptCheckpoint: Checkpoint = {
  format: 1,
  methodId: methodId("idec"),
  values: { gamma: 0.5, epochs: 7 },
  clusters: 6,
  seed: 11,
  datasetHash: "abc",
  epoch: 20,
  state: null,
};

export function recordedLab(options: LabOptions = {}): RecordedLab {
  const sent: Command[] = [];
  const relaunched: string[] = [];
  const store = createLabStore(
    { post: (command) => sent.push(command), relaunch: (backend) => relaunched.push(backend) },
    options,
  );
  return {
    store,
    sent,
    relaunched,
    last(kind) {
      const found = sent.findLast((command): command is Extract<Command, { kind: typeof kind }> => command.kind === kind);
      if (!found) throw new Error(`no ${kind} was sent`);
      return found;
    },
  };
}

/** A store with the engine ready and three images loaded. */
export function loadedLab(options: LabOptions = {}): RecordedLab {
  const lab = recordedLab(options);
  lab.store.receive(readyEvent);
  lab.store.receive({ kind: "dataset", dataset: summaryOf(lab.last("load").datasetId) });
  return lab;
}

/** Starts the run of the form, which the engine takes up. */
export function startedRun({ store, last }: RecordedLab): RunId {
  store.getState().startRun();
  const { runId, values } = last("start");
  store.receive({ kind: "started", runId, values });
  return runId;
}

export function summaryOf(id: DatasetId = datasetId("dataset-1"), hash = "abc"): DatasetSummary {
  return {
    datasetId: id,
    title: "Digits",
    shape: { count: 3, height: 1, width: 1, channels: 1 },
    paths: ["a.png", "b.png", "c.png"],
    truth: { codes: Int32Array.of(0, 1, 2), names: ["x", "y", "z"] },
    thumbnails: { height: 1, width: 1, channels: 1, pixels: new Uint8Array(3) },
    report: { files: 3, images: 3, problems: [], problemCount: 0, notes: [] },
    hash,
    fromFiles: false,
  };
}

export function frameOf(runId: RunId, index: number): Frame {
  return {
    runId,
    index,
    epoch: index,
    phase: "cluster",
    layout: new Float32Array(6),
    moved: 0,
    labels: Int32Array.of(0, 1, 1),
    confidence: null,
    columns: [],
    views: [],
    clusters: null,
    scores: { acc: 0.5 },
    confusion: null,
    churn: 0.1,
  };
}
