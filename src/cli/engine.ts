import type { BackendName, BackendReport } from "../core/backend-report";
import type { FileRef, LoadContext } from "../data/dataset";
import { engineParts } from "../worker/engine-parts";
import { startHost } from "../worker/host";
import { pretrainedModel } from "../worker/pretrained-features";
import type { Command, EngineEvent, MethodDescriptor, SourceDescriptor } from "../worker/protocol";
import { wire } from "../worker/wire";
import { CommandError } from "./command-error";
import { decodeInNode } from "./decode-node";
import { modelFolder } from "./model-folder";
import { provideGpu } from "./node-gpu";
import { nodeThreads } from "./node-threads";
import { allowRelaxedSimd } from "./relaxed-simd";
import { wasmPaths } from "./wasm-paths";
import { workFolder } from "./work-folder";

/** The engine in this thread, spoken to in the page's words. */
export interface LocalEngine {
  /** Parts of runs, as a pretrained network, that were found in the folder of the cache. */
  readonly reused: number;
  /** The one in force now: another takes its place when its device is lost. */
  readonly backend: BackendReport;
  readonly methods: readonly MethodDescriptor[];
  readonly sources: readonly SourceDescriptor[];
  send(command: Command): void;
  /**
   * What to send in the place of `files`. A Blob that stands for a file on disk can't be cloned, and needn't be: it stays in this
   * process, and only its number crosses the channel.
   */
  tickets(files: readonly FileRef[]): readonly FileRef[];
  /**
   * Gives every event to `receive` until it returns something other than undefined, and resolves to that. Rejects with a
   * CommandError when the engine as a whole fails, and with whatever `receive` throws.
   */
  until<Result>(receive: (event: EngineEvent) => Result | undefined): Promise<Result>;
  /** Ends the engine; nothing of it keeps the process alive after that. */
  close(): void;
}

/** Starts the host of the page's worker at the other end of a channel and opens a backend. Work is kept in the folder `cache`, if any. */
export async function openEngine(backend: BackendName | "auto", cache: string | null = null): Promise<LocalEngine> {
  const mayBeLost = backend !== "wasm" && backend !== "cpu";
  if (mayBeLost) await provideGpu();
  const { port1, port2 } = new MessageChannel();
  allowRelaxedSimd();
  const parts = engineParts({
    decode: decodeInNode,
    wasmPaths: wasmPaths(),
    threads: nodeThreads(),
    now: () => performance.now(),
  });
  const kept: FileRef[] = [];
  let reused = 0;
  const keptIn = (folder: string) => ({
    workStore: workFolder(folder, () => reused++),
    fetchModel: (url: string, context: LoadContext, refresh: boolean) =>
      pretrainedModel(url, context, refresh, modelFolder(folder)),
  });
  const host = startHost(port1, {
    ...parts,
    ...(cache === null ? {} : keptIn(cache)),
    timing: {
      ...parts.timing,
      // Of a frame a terminal shows scores alone.
      frameShare: 0.05,
      // It keeps no checkpoint that it has not asked for; the engine does, of a run whose device may be lost.
      checkpointMs: mayBeLost ? parts.timing.checkpointMs : Number.POSITIVE_INFINITY,
    },
    importFiles: (title, tickets, ...rest) =>
      parts.importFiles(
        title,
        tickets.map(({ path }) => kept[Number(path)]),
        ...rest,
      ),
    readFeatures: (tickets, ...rest) =>
      parts.readFeatures(
        tickets.map(({ path }) => kept[Number(path)]),
        ...rest,
      ),
  });
  const { send, listen } = wire<Command, EngineEvent>(port2);

  const until: LocalEngine["until"] = (receive) =>
    new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        stopListening();
        end();
      };
      const stopListening = listen((event) => {
        try {
          if (event.kind === "failed" && event.scope === "engine") throw new CommandError(event.message);
          const result = receive(event);
          if (result !== undefined) settle(() => resolve(result));
        } catch (error) {
          settle(() => reject(error));
        }
      });
    });

  const opened = until((event) => (event.kind === "ready" ? event : undefined));
  send({ kind: "open", backend });
  const { methods, sources, ...first } = await opened;
  let current = first.backend;
  const stopWatching = listen((event) => {
    if (event.kind === "ready") current = event.backend;
  });
  return {
    methods,
    sources,
    get reused() {
      return reused;
    },
    get backend() {
      return current;
    },
    send: (command) => send(command, command.kind === "connectProjector" ? [command.port] : []),
    tickets: (files) => files.map((file) => ({ path: String(kept.push(file) - 1), blob: new Blob() })),
    until,
    close() {
      stopWatching();
      host.close();
      port1.close();
      port2.close();
    },
  };
}
