import type { BackendName } from "../core/backend-report";
import * as tf from "./tfjs";

/** Tells when a graphics device is gone: its driver restarted, the computer slept, the browser's graphics process ended. */
export interface DeviceWatch {
  /** Resolves when the device is lost, to what the browser says of it. Never rejects. */
  readonly lost: Promise<string>;
  /** Whether it is lost already; what was read from it since can't be trusted. */
  isLost(): boolean;
}

/** The members of tfjs's graphics backends that tell of a loss. */
interface GraphicsBackend {
  readonly device?: { readonly lost: Promise<{ readonly message: string }> };
  readonly gpgpu?: { readonly gl: { readonly canvas: EventTarget; isContextLost(): boolean } };
}

/** By backend in the registry of tfjs, which holds one of each name. */
const watches = new Map<string, { readonly backend: object; readonly watch: DeviceWatch }>();

/** The watch over the device of the backend in force; null where the processor computes, which isn't lost. */
export function watchDevice(): DeviceWatch | null {
  const name = tf.getBackend();
  if (!name) return null;
  const backend = tf.backend();
  const known = watches.get(name);
  if (known?.backend === backend) return known.watch;
  const watch = watchOf(backend as GraphicsBackend);
  if (watch) watches.set(name, { backend, watch });
  return watch;
}

/**
 * Takes a backend whose device is lost out of tfjs, which would hand it out again for ever, and leaves its factory there, so that
 * the next `setBackend` makes one on a new device. Tensors that still lie on the old one may be disposed later, but not read.
 */
export function buryLostBackend(name: BackendName): void {
  if (!watches.get(name)?.watch.isLost()) return;
  const factory = tf.findBackendFactory(name);
  tf.removeBackend(name);
  tf.registerBackend(name, factory);
  watches.delete(name);
}

function watchOf({ device, gpgpu }: GraphicsBackend): DeviceWatch | null {
  if (device) {
    let isLost = false;
    const lost = device.lost.then(({ message }) => {
      isLost = true;
      return message;
    });
    return { lost, isLost: () => isLost };
  }
  if (gpgpu) {
    const { gl } = gpgpu;
    const lost = new Promise<string>((resolve) => {
      gl.canvas.addEventListener("webglcontextlost", () => resolve("Its WebGL context was lost."));
    });
    return { lost, isLost: () => gl.isContextLost() };
  }
  return null;
}
