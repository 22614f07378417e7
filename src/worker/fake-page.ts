import { datasetId, methodId, type RunId, runId } from "../core/ids";
import { type FakeWorld, fakeParts, fakeWorld } from "./fake-engine";
import { startHost } from "./host";
import type { EngineParts } from "./host-parts";
import type { Command, EngineEvent, RunRequest } from "./protocol";
import { wire } from "./wire";

/** A host over a real MessageChannel and the page's end of it. */
export function fakePage(parts: EngineParts) {
  const { port1, port2 } = new MessageChannel();
  const host = startHost(port1, parts);
  const { send, listen } = wire<Command, EngineEvent>(port2);
  const events: EngineEvent[] = [];
  const waiting: { readonly matches: (event: EngineEvent) => boolean; readonly resolve: (event: EngineEvent) => void }[] = [];
  let react: (event: EngineEvent) => void = () => {};
  listen((event) => {
    events.push(event);
    react(event);
    for (const wait of waiting.filter(({ matches }) => matches(event))) {
      waiting.splice(waiting.indexOf(wait), 1);
      wait.resolve(event);
    }
  });

  /** The next event of that kind from now on. */
  function next<Kind extends EngineEvent["kind"]>(kind: Kind): Promise<Extract<EngineEvent, { kind: Kind }>> {
    return new Promise((resolve) => {
      waiting.push({
        matches: (event) => event.kind === kind,
        resolve: (event) => resolve(event as Extract<EngineEvent, { kind: Kind }>),
      });
    });
  }
  const page = {
    post: send,
    events,
    next,
    kinds: () => events.map(({ kind }) => kind),
    of<Kind extends EngineEvent["kind"]>(kind: Kind) {
      return events.filter((event): event is Extract<EngineEvent, { kind: Kind }> => event.kind === kind);
    },
    /** Called for every event as it arrives. */
    onEvent(call: (event: EngineEvent) => void) {
      react = call;
    },
    /** Every message that is on its way has arrived. */
    async settled() {
      const pong = next("pong");
      send({ kind: "ping" });
      await pong;
    },
    /** An open engine with `n` squares loaded. */
    async prepare(n = 6) {
      const ready = next("ready");
      send({ kind: "open", backend: "auto" });
      await ready;
      const loaded = next("dataset");
      send({ kind: "load", datasetId: datasetId("d"), source: { kind: "builtin", id: "squares", options: { n } } });
      await loaded;
      events.length = 0;
    },
    close() {
      host.close();
      port1.close();
      port2.close();
    },
  };
  return page;
}

export type FakePage = ReturnType<typeof fakePage>;

export function request(changes: Partial<RunRequest> = {}): Extract<Command, { kind: "start" }> {
  return {
    kind: "start",
    runId: runId("r1"),
    datasetId: datasetId("d"),
    methodId: methodId("walk"),
    values: {},
    clusters: 2,
    seed: 1,
    pace: "free",
    ...changes,
  };
}

/** A world and the page of an open engine on it, with a dataset loaded. */
export async function openedPage(change: (world: FakeWorld) => Partial<EngineParts> = () => ({})) {
  const world = fakeWorld();
  const page = fakePage(fakeParts(world, change(world)));
  await page.prepare();
  return { world, page };
}

/** Makes `page` draw every frame at once. */
export function paints(page: FakePage): void {
  page.onEvent((event) => {
    if (event.kind === "frame") page.post({ kind: "painted", runId: event.frame.runId, index: event.frame.index });
  });
}

/** Asks for a checkpoint of the run `id` at the end of `epoch`; one of epoch 0 would not tell a resumed run from one that begins anew. */
export function asksAt(epoch: number, world: FakeWorld, page: FakePage, id = runId("r1")): void {
  world.atEpoch = (now) => {
    if (now === epoch) page.post({ kind: "checkpoint", runId: id });
  };
}

/** Every epoch whose facts have arrived, in order; those of the run `id` alone where one is given. */
export function epochsOf(page: FakePage, id?: RunId): number[] {
  const told = page.of("progress").filter((event) => id === undefined || event.runId === id);
  return told.flatMap((event) => event.epochs.map(({ epoch }) => epoch));
}
