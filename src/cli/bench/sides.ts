import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { SideName } from "../../nn/bench/side";
import type { SideId } from "./plan";
import { openSideProcess, type RemoteSide } from "./side-process";

const sideNames: Readonly<Record<Exclude<SideId, "torch" | "narrowTorch">, SideName>> = {
  ours: "ours",
  threaded: "ours",
  stock: "stock",
  completed: "stock, completed",
};

/** Opens a side on wasm, or PyTorch. Rejects with a sentence where that can't be had. */
export async function openProcessorSide(id: SideId): Promise<RemoteSide> {
  if (id === "torch") return openTorch({});
  if (id === "narrowTorch") return openNarrowTorch();
  const side = await openNodeSide(sideNames[id], "wasm", id === "threaded");
  if (id !== "threaded" || side.threads > 1) return side;
  await side.close();
  throw new Error("there is one thread only");
}

/** Where a side can run on WebGPU. */
export type WebgpuPlace = "Node" | "a browser";

/** Opens a side on WebGPU: in Node by Dawn, or in Chromium. Rejects with a sentence where that doesn't work. */
export function openWebgpuSide(id: "ours" | "stock", place: WebgpuPlace): Promise<RemoteSide> {
  if (place === "Node") return openNodeSide(sideNames[id], "webgpu", false);
  return openSideProcess(process.execPath, [inRepository("scripts", "bench-browser.mjs"), sideNames[id], "webgpu"]);
}

function openNodeSide(name: SideName, backend: "wasm" | "webgpu", threads: boolean): Promise<RemoteSide> {
  const entry = inRepository("dist-cli", "bench-side.js");
  // This very Node with the flags that it was started with.
  return openSideProcess(process.execPath, [...process.execArgv, entry, name, backend, threads ? "all" : "1"]);
}

/** What holds each of PyTorch's libraries to 128-bit vectors on x86. */
const narrowVectors = {
  ATEN_CPU_CAPABILITY: "default",
  DNNL_MAX_CPU_ISA: "SSE41",
  ONEDNN_MAX_CPU_ISA: "SSE41",
  OPENBLAS_CORETYPE: "NEHALEM",
  MKL_ENABLE_INSTRUCTIONS: "SSE4_2",
};

async function openNarrowTorch(): Promise<RemoteSide> {
  if (process.arch !== "x64") throw new Error("only on x86 can it be held to narrower vectors");
  return openTorch(narrowVectors);
}

async function openTorch(environment: Readonly<Record<string, string>>): Promise<RemoteSide> {
  // Debian's own first: a python3 that comes earlier in the PATH doesn't see its packages.
  const python = ["/usr/bin/python3", "python3"].find(
    (candidate) => spawnSync(candidate, ["-c", "import torch"], { stdio: "ignore" }).status === 0,
  );
  if (!python)
    throw new Error("neither /usr/bin/python3 nor python3 can import torch; Debian's package is python3-torch, skipped");
  return openSideProcess(python, [inRepository("scripts", "bench-torch.py")], { OMP_NUM_THREADS: "1", ...environment });
}

/** A path from the repository's folder, which this bundle lies in. */
function inRepository(...parts: readonly string[]): string {
  let at = import.meta.dirname;
  while (!existsSync(path.join(at, "package.json"))) at = path.dirname(at);
  return path.join(at, ...parts);
}
