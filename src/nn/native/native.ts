import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type * as tf from "../tfjs";
import { compileNativeModule, isShared, type NativeFunctions } from "./native-module";
import { startThreads, type ThreadSource } from "./threads";

/** Our WebAssembly module at work on the memory of tfjs's wasm backend, so that it reads and writes tensors where they lie. */
export interface Native {
  readonly functions: NativeFunctions;
  /** The backend's memory. Its `buffer` is another object after every growth. */
  readonly memory: WebAssembly.Memory;
  /** Threads that take part in `run`, the caller's among them. */
  readonly threads: number;
  /** Address of a tensor's data in bytes. Holds until the tensor is disposed, whatever the memory grows to. */
  address(tensor: tf.TensorInfo): number;
  /** Address of at least `bytes` of room, valid until the next call; its contents are whatever was left there. */
  scratch(bytes: number): number;
  /** Address of 256 bytes that stay, for a call's small arguments. */
  readonly notes: number;
  /** Address of the job that the threads share (assembly/pool.ts). */
  readonly job: number;
}

/** Bytes of the job and of the notes behind it. */
const jobBytes = 256;
const notesBytes = 256;

const opened = new WeakMap<BackendWasm, Native>();

/**
 * Instantiates our kernels beside `backend`, once, with threads where its memory is shared and `source` gives any. To be
 * awaited before the first kernel runs. Resolves to the number of threads.
 */
export async function openNative(backend: BackendWasm, source: ThreadSource | null): Promise<number> {
  const before = opened.get(backend);
  if (before) return before.threads;
  // Its members are looked up at every call: emscripten replaces them when they are first used, and wasm-allocation.ts after that.
  const module = backend.wasm as unknown as EmscriptenModule;
  const { memory } = module.asm;
  const compiled = await compileNativeModule(memory);
  const instance = await WebAssembly.instantiate(compiled, { env: { memory } });
  // Unsigned: addresses beyond 2 GiB come back negative.
  const allocate = (bytes: number) => module._malloc(bytes) >>> 0;
  const job = allocate(jobBytes + notesBytes);
  new Uint8Array(memory.buffer, job, jobBytes + notesBytes).fill(0);
  const others = source && isShared(memory) ? await startThreads(source, { module: compiled, memory, job }) : [];
  let room = { at: 0, bytes: 0 };
  const native: Native = {
    functions: instance.exports as unknown as NativeFunctions,
    memory,
    threads: others.length + 1,
    address: (tensor) => backend.typedArrayFromHeap(tensor).byteOffset,
    scratch(bytes) {
      if (bytes > room.bytes) {
        if (room.at > 0) module._free(room.at);
        room = { at: 0, bytes: 0 };
        // Not only the bytes asked for: sizes often come in a rising order. A failed allocation throws (wasm-allocation.ts).
        const wanted = Math.ceil(bytes * 1.5);
        room = { at: allocate(wanted), bytes: wanted };
      }
      return room.at;
    },
    notes: job + jobBytes,
    job,
  };
  opened.set(backend, native);
  return native.threads;
}

/** The kernels of `backend`. Throws where openNative was not awaited. */
export function nativeOf(backend: BackendWasm): Native {
  const native = opened.get(backend);
  if (!native) throw new Error("the wasm backend's own kernels are not open yet: await openNative(backend) first");
  return native;
}

/** What emscripten's module has and its declared type leaves out. */
interface EmscriptenModule {
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}
