import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type * as tf from "../tfjs";
import { type NativeFunctions, openNativeModule } from "./native-module";

/** Our WebAssembly module at work on the memory of tfjs's wasm backend, so that it reads and writes tensors where they lie. */
export interface Native {
  readonly functions: NativeFunctions;
  /** Address of a tensor's data in bytes. Holds until the tensor is disposed, whatever the memory grows to. */
  address(tensor: tf.TensorInfo): number;
  /** Address of at least `bytes` of room, valid until the next call; its contents are whatever was left there. */
  scratch(bytes: number): number;
}

const opened = new WeakMap<BackendWasm, Native>();

/** Instantiates our kernels beside `backend`, once. To be awaited before the first kernel runs. */
export async function openNative(backend: BackendWasm): Promise<void> {
  if (opened.has(backend)) return;
  // Its members are looked up at every call: emscripten replaces them when they are first used, and wasm-allocation.ts after that.
  const module = backend.wasm as unknown as EmscriptenModule;
  const functions = await openNativeModule(module.asm.memory);
  let room = { at: 0, bytes: 0 };
  opened.set(backend, {
    functions,
    address: (tensor) => backend.typedArrayFromHeap(tensor).byteOffset,
    scratch(bytes) {
      if (bytes > room.bytes) {
        if (room.at > 0) module._free(room.at);
        room = { at: 0, bytes: 0 };
        // Not only the bytes asked for: sizes often come in a rising order. A failed allocation throws (wasm-allocation.ts).
        room = { at: module._malloc(bytes + (bytes >> 1)), bytes: bytes + (bytes >> 1) };
      }
      return room.at;
    },
  });
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
