import { afterEach, describe, expect, it } from "vitest";
import { openBackend } from "./backend";
import { buryLostBackend, watchDevice } from "./device-watch";
import { startBackend, wasmPathsInNode } from "./testing";
import * as tf from "./tfjs";

/** A backend that computes nothing, on a device that a test can lose. */
class FakeGpu extends tf.KernelBackend {
  readonly device: { readonly lost: Promise<{ readonly message: string }> };
  lose: () => void = () => {};
  disposed = false;
  constructor() {
    super();
    this.device = {
      lost: new Promise((resolve) => {
        this.lose = () => resolve({ message: "Gone." });
      }),
    };
  }
  override dispose(): void {
    this.disposed = true;
  }
}

class FakeWebgl extends tf.KernelBackend {
  readonly canvas = new EventTarget();
  isLost = false;
  readonly gpgpu = { gl: { canvas: this.canvas, isContextLost: () => this.isLost } };
  override dispose(): void {}
}

async function use(name: "webgpu" | "webgl", factory: () => tf.KernelBackend | Promise<tf.KernelBackend>): Promise<void> {
  tf.registerBackend(name, factory);
  await tf.setBackend(name);
}

afterEach(async () => {
  for (const name of ["webgpu", "webgl"]) if (tf.findBackendFactory(name)) tf.removeBackend(name);
  await startBackend("cpu");
});

describe("watchDevice", () => {
  it("watches nothing where the processor computes", async () => {
    for (const backend of ["cpu", "wasm"] as const) {
      await startBackend(backend);
      expect(watchDevice()).toBeNull();
    }
  });

  it("tells of a WebGPU device's loss, and what the browser says of it", async () => {
    const gpu = new FakeGpu();
    await use("webgpu", async () => gpu);
    const watch = watchDevice();
    expect(watchDevice()).toBe(watch);
    expect(watch?.isLost()).toBe(false);
    gpu.lose();
    expect(await watch?.lost).toBe("Gone.");
    expect(watch?.isLost()).toBe(true);
  });

  it("tells of a WebGL context's loss, and knows of it before the event", async () => {
    const webgl = new FakeWebgl();
    await use("webgl", () => webgl);
    const watch = watchDevice();
    expect(watch?.isLost()).toBe(false);
    webgl.isLost = true;
    expect(watch?.isLost()).toBe(true);
    webgl.canvas.dispatchEvent(new Event("webglcontextlost"));
    expect(await watch?.lost).toBe("Its WebGL context was lost.");
  });
});

describe("buryLostBackend", () => {
  it("has the next backend of that name made anew, but leaves a sound one alone", async () => {
    const made: FakeGpu[] = [];
    await use("webgpu", async () => {
      made.push(new FakeGpu());
      return made[made.length - 1];
    });
    const first = watchDevice();
    buryLostBackend("webgpu");
    expect(tf.backend()).toBe(made[0]);

    made[0].lose();
    await first?.lost;
    buryLostBackend("webgpu");
    expect(made[0].disposed).toBe(true);
    expect(await tf.setBackend("webgpu")).toBe(true);
    expect(tf.backend()).toBe(made[1]);
    expect(watchDevice()).not.toBe(first);
    expect(watchDevice()?.isLost()).toBe(false);
    buryLostBackend("webgpu");
    expect(made[1].disposed).toBe(false);
  });
});

it("a backend to be avoided is passed over for the fault told with it", async () => {
  const avoid = [{ backend: "wasm", fault: "a test avoids it." }] as const;
  const report = await openBackend("wasm", wasmPathsInNode(), avoid);
  expect(report.backend).toBe("cpu");
  expect(report.passedOver).toEqual(avoid);
  expect(report.reason).toBe("Computing with plain JavaScript, on the processor (slow). wasm was passed over: a test avoids it.");
});
