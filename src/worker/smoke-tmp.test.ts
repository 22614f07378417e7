import { expect, it } from "vitest";
import { datasetId, methodId, runId } from "../core/ids";
import { sources } from "../data/builtin/registry";
import { thumbnailsOf } from "../data/thumbnails";
import { methods } from "../methods/registry";
import { confusionOf } from "../metrics/confusion";
import { scoresOf } from "../metrics/registry";
import { memoryInUse, openBackend } from "../nn/backend";
import { wasmPaths } from "../cli/wasm-paths";
import { fakePage, fakeParts, fakeWorld, request } from "./fake-engine";
import { defaultTiming } from "./host-parts";

it.each(["kmeans", "idec"])("smoke %s", async (id) => {
  const parts = fakeParts(fakeWorld());
  const page = fakePage({
    ...parts, methods, sources, thumbnails: thumbnailsOf, memory: memoryInUse, now: () => performance.now(),
    timing: defaultTiming,
    openBackend: (p) => openBackend(p, wasmPaths()),
    frames: { ...parts.frames, layout: (codes) => new Float32Array(codes.rows * 2), scores: (l, t) => t && scoresOf(l, t.codes), confusion: (l, k, t) => confusionOf(l, k, t.codes, t.names) },
  });
  page.onEvent((e) => { if (e.kind === "frame") page.post({ kind: "painted", runId: runId("r1"), index: e.frame.index }); });
  const ready = page.next("ready");
  page.post({ kind: "open", backend: "wasm" });
  console.log((await Promise.race([ready, page.next("failed")])));
  const loaded = page.next("dataset");
  page.post({ kind: "load", datasetId: datasetId("d"), source: { kind: "builtin", id: "digits", options: { n: 300, size: 16 } } });
  const ds = await Promise.race([loaded, page.next("loadFailed")]);
  console.log(ds.kind, ds.kind === "loadFailed" ? ds.message : "");
  page.events.length = 0;
  page.post(request({ methodId: methodId(id), clusters: 10, values: id === "idec" ? { } : {} }));
  const timer = setTimeout(() => page.post({ kind: "stop", runId: runId("r1") }), 15000);
  const end = await Promise.race([page.next("finished"), page.next("failed"), page.next("rejected"), page.next("stopped")]);
  clearTimeout(timer);
  console.log(end.kind, "message" in end ? end.message : "", page.of("frame").length, page.of("progress").at(-1)?.progress, page.of("notice"));
  const counts: Record<string, number> = {};
  for (const k of page.kinds()) counts[k] = (counts[k] ?? 0) + 1;
  console.log(counts, end.kind === "finished" ? [end.seconds, end.epochs, end.frame.scores] : "");
  page.close();
  expect(1).toBe(1);
}, 50000);
