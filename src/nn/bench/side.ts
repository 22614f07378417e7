import type { BackendName } from "../../core/backend-report";
import { openBackend, type WasmPaths } from "../backend";
import { type GpuTraffic, measureGpuTraffic } from "../dispatch-count";
import type { ThreadSource } from "../native/threads";
import * as tf from "../tfjs";
import { type KernelProfile, profileKernels } from "./kernel-profile";
import { type Prepared, unwatched, type Work } from "./work";

/** What is measured: our engine, tfjs as it comes, or that with the one kernel added that it needs to train convolutions. */
export type SideName = "ours" | "stock" | "stock, completed";

/** What a side does when it is asked; one piece of work at a time. */
export interface Side {
  prepare(work: Work): Promise<void>;
  /** Milliseconds of each of `repetitions`, after `warmUps` that aren't counted. */
  time(repetitions: number, warmUps: number): Promise<number[]>;
  profile(repetitions: number): Promise<KernelProfile>;
  /** What one repetition sends to the graphics card and back. */
  traffic(): Promise<GpuTraffic>;
  /** What is alive after each of these counts of repetitions, in rising order, counted from the first. */
  memory(after: readonly number[]): Promise<MemoryCount[]>;
  release(): Promise<void>;
}

export interface MemoryCount {
  readonly repetitions: number;
  readonly tensors: number;
  readonly bytes: number;
}

export interface SideOptions {
  readonly side: SideName;
  readonly backend: BackendName;
  readonly wasmPaths: WasmPaths;
  /** Where our wasm kernels take threads from; null: one thread, as everybody else here has. */
  readonly threads: ThreadSource | null;
  /** Milliseconds from any start. */
  now(): number;
}

export interface OpenedSide {
  readonly side: Side;
  readonly library: string;
  /** What computes. */
  readonly device: string;
  readonly threads: number;
}

/** Opens a side in this process, which must be given to it alone: kernels are registered for the whole process. */
export async function openSide(options: SideOptions): Promise<OpenedSide> {
  const { side, now } = options;
  const opened = side === "ours" ? await openOurs(options) : await openStock(options);
  const prepare = side === "ours" ? (await import("./ours")).prepareOurs : (await import("./stock")).prepareStock;
  let current: Prepared | null = null;
  const prepared = () => {
    if (!current) throw new Error("Nothing is prepared; `prepare` comes first.");
    return current;
  };
  return {
    ...opened,
    library: `tfjs ${tf.version_core}`,
    side: {
      async prepare(work) {
        current?.dispose();
        current = null;
        current = await prepare(work);
      },
      async time(repetitions, warmUps) {
        const work = prepared();
        for (let i = 0; i < warmUps; i++) await work.once(unwatched);
        const times: number[] = [];
        for (let i = 0; i < repetitions; i++) {
          const began = now();
          await work.once(unwatched);
          times.push(now() - began);
        }
        return times;
      },
      profile: (repetitions) => profileKernels(prepared(), repetitions, now),
      traffic: () => measureGpuTraffic(() => prepared().once(unwatched)),
      async memory(after) {
        const work = prepared();
        const counts: MemoryCount[] = [];
        let done = 0;
        for (const repetitions of after) {
          for (; done < repetitions; done++) await work.once(unwatched);
          const { numTensors, numBytes } = tf.memory();
          counts.push({ repetitions, tensors: numTensors, bytes: numBytes });
        }
        return counts;
      },
      async release() {
        current?.dispose();
        current = null;
      },
    },
  };
}

type Started = Pick<OpenedSide, "device" | "threads">;

async function openOurs({ backend, wasmPaths, threads: source }: SideOptions): Promise<Started> {
  const { device, threads, ...report } = await openBackend(backend, wasmPaths, [], source);
  if (report.backend !== backend) throw new Error(report.reason);
  return { device: device ?? "processor", threads };
}

/** tfjs's own backend with none of our kernels, on one thread. */
async function openStock({ side, backend, wasmPaths }: SideOptions): Promise<Started> {
  tf.enableProdMode();
  if (backend === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  else if (backend === "wasm") {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths({ ...wasmPaths });
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  } else throw new Error(`stock tfjs is measured on wasm and webgpu, not on ${backend}`);
  const accepted = await tf.setBackend(backend);
  await tf.ready();
  if (!accepted || tf.getBackend() !== backend) throw new Error(`tfjs's ${backend} backend did not start`);
  if (side === "stock, completed") (await import("./stock-filter-gradient")).addStockFilterGradient();
  return { device: backend === "webgpu" ? "the same" : "processor, SIMD", threads: 1 };
}
