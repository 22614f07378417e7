/**
 * WebGPU for Node, which has none of its own: Dawn, the engine of Chromium, as the npm package `webgpu`. It is large (130 MB)
 * and of use only where there is a graphics driver, so it is not installed with the rest.
 */
const packageName = "webgpu";
const version = "0.6.2";
const absent =
  `Node has no WebGPU of its own, and the package "${packageName}", which brings it, is not installed; ` +
  `\`npm install --no-save ${packageName}@${version}\` in the lab's folder installs it (130 MB).`;
const noDriver =
  "Dawn found no graphics driver that it can use (Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows); install the graphics " +
  "card's own, or stay with wasm, which is faster than a driver that emulates a card in software.";

interface Gpu {
  requestAdapter(options?: object): Promise<object | null>;
}

/** The part of the package that is used. */
export interface Dawn {
  /** Constants and classes such as GPUBufferUsage, by their global names. */
  readonly globals: object;
  /** `options` are Dawn's own. */
  create(options: readonly string[]): Gpu;
}

/**
 * Puts Dawn in the place where a browser has WebGPU, `navigator.gpu`. Where that can't be done, and where Dawn then finds no
 * driver, whoever asks for an adapter is refused with a sentence that says why and what would help. Never rejects.
 */
export async function provideGpu(load: () => Promise<Dawn> = loadDawn): Promise<void> {
  const scope = globalThis as { navigator?: object };
  // Node before 21 has no navigator at all.
  if (!scope.navigator) Object.defineProperty(scope, "navigator", { value: {}, configurable: true });
  if (!scope.navigator || "gpu" in scope.navigator) return;
  Object.defineProperty(scope.navigator, "gpu", { value: await gpuOf(load), configurable: true });
}

async function gpuOf(load: () => Promise<Dawn>): Promise<Gpu> {
  try {
    const { globals, create } = await load();
    Object.assign(globalThis, globals);
    const dawn = create([]);
    return { requestAdapter: async (options) => (await dawn.requestAdapter(options)) ?? refuse(noDriver) };
  } catch (error) {
    const why = faultOf(error);
    return { requestAdapter: async () => refuse(why) };
  }
}

function refuse(why: string): never {
  throw new Error(why);
}

function faultOf(error: unknown): string {
  const { code, message } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  // Not found is the package itself, not something within it.
  if (code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${packageName}'`)) return absent;
  const [line] = message.split("\n");
  return `the package "${packageName}" is installed but could not be loaded (${line}); \`npm install --no-save ${packageName}@${version}\` puts it in order.`;
}

/** By a name that the bundler does not follow: it would want the package at build time. */
function loadDawn(): Promise<Dawn> {
  return import(/* @vite-ignore */ packageName);
}
