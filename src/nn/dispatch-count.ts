import { webgpuBackend } from "./kernels/webgpu-program";

/** What a piece of work asked of the graphics card. */
export interface GpuTraffic {
  /** Programs started on the card. */
  readonly dispatches: number;
  /** Bytes written from the host: tensors, and each program's few numbers. */
  readonly bytesUp: number;
  /** Bytes copied into buffers that the host reads. */
  readonly bytesDown: number;
}

/** Of a buffer's uses, the one that lets the host read it (WebGPU's GPUMapMode.READ). */
const mapRead = 0x0001;

/**
 * Runs `work` and counts what it sends to the graphics card, by standing between tfjs and its device. Counts everything of
 * that device, so nothing else may compute meanwhile. Throws a sentence when WebGPU is not the backend in force.
 */
export async function measureGpuTraffic(work: () => void | Promise<void>): Promise<GpuTraffic> {
  const backend = webgpuBackend();
  if (!backend) throw new Error("Dispatches can be counted on the WebGPU backend only; start it first.");
  const flush = () => {
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.submitQueue();
  };
  // Encoders are watched from their making on, so one that is open already must be sent off first.
  flush();
  const traffic = { dispatches: 0, bytesUp: 0, bytesDown: 0 };
  const { device, queue } = backend;
  const restore = [
    after(device, "createCommandEncoder", (_, encoder) => {
      after(encoder, "beginComputePass", (_, pass) => {
        after(pass, "dispatchWorkgroups", () => {
          traffic.dispatches++;
        });
        after(pass, "dispatchWorkgroupsIndirect", () => {
          traffic.dispatches++;
        });
      });
      // Its one form that tfjs uses: source, offset, target, offset, bytes.
      after(encoder, "copyBufferToBuffer", (args: readonly unknown[]) => {
        const target = args[2] as GPUBuffer;
        if (target.usage & mapRead) traffic.bytesDown += args[4] as number;
      });
    }),
    after(device, "createBuffer", ([{ size, mappedAtCreation }]) => {
      // tfjs maps a buffer at its creation for one purpose, to fill it.
      if (mappedAtCreation) traffic.bytesUp += size;
    }),
    after(queue, "writeBuffer", ([, , data, , size]) => {
      traffic.bytesUp += size ?? data.byteLength;
    }),
  ];
  try {
    await work();
    flush();
  } finally {
    for (const undo of restore) undo();
  }
  return traffic;
}

/** The number of programs that `work` starts on the graphics card. */
export async function countDispatches(work: () => void | Promise<void>): Promise<number> {
  return (await measureGpuTraffic(work)).dispatches;
}

/**
 * Calls `then` after each call of a method of this one object; returns what undoes that. An own property hides the method:
 * those of WebGPU objects lie on prototypes, which some implementations lock.
 */
function after<T extends object, K extends keyof T>(
  target: T,
  name: K,
  then: T[K] extends (...args: infer A) => infer R ? (args: A, result: R) => void : never,
): () => void {
  const method = target[name] as (...args: unknown[]) => unknown;
  const notify = then as (args: unknown[], result: unknown) => void;
  const value = (...args: unknown[]) => {
    const result = method.apply(target, args);
    notify(args, result);
    return result;
  };
  Object.defineProperty(target, name, { value, configurable: true });
  return () => {
    delete target[name];
  };
}
