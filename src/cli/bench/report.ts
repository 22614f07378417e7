import type { KernelProfile } from "../../nn/bench/kernel-profile";
import type { MemoryCount } from "../../nn/bench/side";
import type { GpuTraffic } from "../../nn/dispatch-count";
import type { SideId } from "./plan";
import { ratioOf, type Sample } from "./statistics";

/** Times of one piece of work on the sides that were asked for it. */
export interface TimeRow {
  readonly id: string;
  readonly title: string;
  /** 10⁹ operations of its products; null where it has none. */
  readonly gflop: number | null;
  /** Images in one repetition; null where it is not a step. */
  readonly images: number | null;
  readonly samples: Readonly<Partial<Record<SideId, Sample>>>;
}

export interface ProfileEntry {
  readonly id: string;
  readonly title: string;
  readonly side: SideId;
  /** 10⁹ operations of its products. */
  readonly gflop: number | null;
  readonly profile: KernelProfile;
}

export interface MemoryEntry {
  readonly backend: "wasm" | "webgpu";
  readonly side: SideId;
  readonly counts: readonly MemoryCount[];
}

/** One layout: how long, and the longest that anything else had to wait for the thread. */
export interface LayoutTime {
  readonly ms: number;
  readonly longestMs: number;
}

/** UMAP by our engine and by umap-js, a repetition each in turns. */
export interface LayoutEntry {
  readonly title: string;
  readonly ours: readonly LayoutTime[];
  readonly reference: readonly LayoutTime[];
}

export interface WebgpuResult {
  readonly title: string;
  readonly device: string;
  readonly host: string;
  readonly traffic: Readonly<Partial<Record<"ours" | "stock", GpuTraffic>>>;
  /** Null on a graphics card emulated in software. */
  readonly times: TimeRow | null;
}

/** All of one run: what `--json` prints. */
export interface BenchReport {
  readonly format: "kindred benchmark 1";
  /** ISO 8601. */
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Versions of what was compared, by side. */
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: readonly TimeRow[];
  readonly kernels: readonly TimeRow[];
  readonly neighbours: readonly TimeRow[];
  readonly layout: LayoutEntry | null;
  readonly profiles: readonly ProfileEntry[];
  readonly memory: readonly MemoryEntry[];
  readonly webgpu: WebgpuResult | null;
  /** Sentences about what could not be measured. */
  readonly leftOut: readonly string[];
  readonly targets: readonly Target[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core in the minute before the run: above a few tenths, others took part in the figures. 0 on Windows. */
  readonly load: number;
}

/** A target of the project and what this run says of it. */
export interface Target {
  readonly id: string;
  readonly measure: string;
  readonly goal: string;
  /** Null where it was not measured. */
  readonly value: number | null;
  /** Null where it was not measured, or not at the target's size. */
  readonly holds: boolean | null;
}

type Measured = Pick<BenchReport, "steps" | "neighbours" | "layout" | "memory" | "webgpu">;

/** E1 to E7, each from the figures of one run. Those of a quick one are not judged: it measures other sizes. */
export function targetsOf({ steps, neighbours, layout, memory, webgpu }: Measured, quick: boolean): Target[] {
  const samples = (rows: readonly TimeRow[], id: string) => rows.find((row) => row.id === id)?.samples ?? {};
  const dense = samples(steps, "dense-step");
  const convolutional = samples(steps, "convolutional-step");
  const knn = samples(neighbours, "neighbours").ours;
  const { ours, stock } = webgpu?.traffic ?? {};
  const atMost = (id: string, measure: string, goal: string, most: number, value: number | null): Target => ({
    id,
    measure,
    goal,
    value,
    holds: value === null || quick ? null : value <= most,
  });
  return [
    atMost("E1", "MLP step on wasm, ours to PyTorch, one thread each", "≤ 1.5", 1.5, ratioOf(dense.ours, dense.torch)),
    atMost(
      "E2",
      "convolutional step on wasm, ours to PyTorch, one thread each",
      "≤ 2.0",
      2,
      ratioOf(convolutional.ours, convolutional.torch),
    ),
    atMost("E3", "Adam's share of the MLP step", "≤ 0.10", 0.1, ratioOf(samples(steps, "adam-update").ours, dense.ours)),
    atMost(
      "E4",
      "WebGPU dispatches of an MLP step, ours to tf.layers with tf.train.adam",
      "≤ 1/3",
      1 / 3,
      ours && stock ? ours.dispatches / stock.dispatches : null,
    ),
    ...(["wasm", "webgpu"] as const).map((backend) =>
      growth(
        memory.find((one) => one.backend === backend && one.side === "ours"),
        backend,
        quick,
      ),
    ),
    atMost("E6", "exact kNN (k = 15) of 10,000 × 10, seconds", "≤ 1", 1, knn && "ms" in knn ? knn.median / 1000 : null),
    atMost(
      "E7",
      "UMAP of 10,000 × 10, ours to umap-js with its defaults",
      "≤ 1/5",
      1 / 5,
      layout && medianOf(layout.ours, "ms") / medianOf(layout.reference, "ms"),
    ),
    atMost(
      "E7",
      "the longest that anything else waited for its thread, ms",
      "≤ 50",
      50,
      layout && medianOf(layout.ours, "longestMs"),
    ),
  ];
}

/** E5: bytes that came between the two counts; holds where tensors and bytes are both the same. */
function growth(entry: MemoryEntry | undefined, backend: string, quick: boolean): Target {
  const first = entry?.counts.at(0);
  const last = entry?.counts.at(-1);
  const base = { id: "E5", measure: `bytes gained between step 10 and the last on ${backend}, tensors likewise`, goal: "0" };
  if (!first || !last) return { ...base, value: null, holds: null };
  const value = last.bytes - first.bytes;
  return { ...base, value, holds: quick ? null : value === 0 && last.tensors === first.tensors };
}

/** Of the repetitions; the upper one of two. */
export function medianOf(times: readonly LayoutTime[], of: keyof LayoutTime): number {
  const values = times.map((time) => time[of]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}
