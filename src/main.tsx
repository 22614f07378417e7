import type { BackendPreference } from "./store/engine-link";
import { createLabStore, hashOfState, sourceOfLink } from "./store/store";
import { isWorkAtStake } from "./store/taken-home-slice";
import { fileStem, saveFile } from "./ui/kit/save-file";
import { mountLab } from "./ui/mount-lab";
import { type Engine, launchEngine } from "./worker/client";
import { launchProjector } from "./worker/projector-client";

const backends: readonly BackendPreference[] = ["auto", "webgpu", "webgl", "wasm", "cpu"];

const query = new URLSearchParams(location.search);
const backend = backends.find((name) => name === query.get("backend")) ?? "auto";
const pace = query.get("pace") === "lockstep" ? "lockstep" : "free";

let engine: Engine;
const launch = (preference: BackendPreference): Engine =>
  launchEngine({
    createWorker: () => new Worker(new URL("./worker/engine.worker.ts", import.meta.url), { type: "module", name: "engine" }),
    onEvent: (event) => store.receive(event),
    backend: preference,
    onLaunch: connect,
  });

const projector = launchProjector({
  createWorker: () => new Worker(new URL("./worker/projector.worker.ts", import.meta.url), { type: "module", name: "projector" }),
  onEvent: (event) => store.receiveProjection(event),
});

/** Engine and projector speak by a channel of their own: codes need not pass through the page. */
function connect(): void {
  // The engine that is being launched has no name yet.
  queueMicrotask(() => {
    const { port1, port2 } = new MessageChannel();
    engine.post({ kind: "connectProjector", port: port1 });
    projector.post({ kind: "connect", port: port2 });
  });
}

const store = createLabStore(
  {
    post: (command) => engine.post(command),
    relaunch(preference) {
      engine.dispose();
      engine = launch(preference);
    },
  },
  {
    backend,
    pace,
    hash: location.hash,
    postToProjector: (command) => projector.post(command),
    onArchive: (zip, title) => saveFile(zip, `${fileStem(title)}-clusters.zip`),
  },
);
engine = launch(backend);

// The address carries the recipe, without a step in the browser's history for every change of it.
store.subscribe((state, before) => {
  const changed =
    state.methodId !== before.methodId ||
    state.valuesByMethod !== before.valuesByMethod ||
    state.clusterCount !== before.clusterCount ||
    state.seed !== before.seed ||
    state.input !== before.input ||
    state.features !== before.features ||
    sourceOfLink(state) !== sourceOfLink(before);
  if (!changed || state.methods.length === 0) return;
  const hash = hashOfState(state);
  if (hash !== location.hash) history.replaceState(history.state, "", hash);
});

// A link pasted into the open tab: the browser loads nothing for it by itself.
window.addEventListener("hashchange", () => {
  const state = store.getState();
  const hash = hashOfState(state);
  if (location.hash === hash) return;
  if (!isWorkAtStake(state)) {
    location.reload();
    return;
  }
  history.replaceState(history.state, "", hash);
  state.say({
    level: "info",
    title: "The link was not followed",
    message: "What the run here found would be lost. Open the link in another tab.",
  });
});

// A reload would lose it; the browser asks first.
window.addEventListener("beforeunload", (event) => {
  if (isWorkAtStake(store.getState())) event.preventDefault();
});

const host = document.getElementById("lab");
if (host) mountLab(host, store);
