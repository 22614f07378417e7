/**
 * Threads can share a WebAssembly memory only if it was made as a shared one, and tfjs's single-threaded wasm build makes its
 * own, which is not. (Its threaded build starts threads from the source text of a function, which a minified bundle breaks, and
 * never in Node.) One bit in the module's bytes tells the two kinds of memory apart, so we set it as the module is loaded.
 */

/** Whether threads may share memory here: in Node always, in a browser where the page is isolated from other origins. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  return (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated ?? true;
}

/** Runs `load`; the first WebAssembly module with a memory of its own that it instantiates from bytes gets a shared one. */
export async function withSharedMemory<T>(load: () => Promise<T>): Promise<T> {
  const { instantiate, instantiateStreaming } = WebAssembly;
  const restore = () => Object.assign(WebAssembly, { instantiate, instantiateStreaming });
  const sharing = (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) =>
    source instanceof WebAssembly.Module ? instantiate(source, imports) : instantiate(flagged(source), imports);
  // At once, since others may load modules meanwhile.
  const flagged = (source: BufferSource) => {
    const shared = withSharedFlag(source);
    if (shared !== source) restore();
    return shared;
  };
  Object.assign(WebAssembly, {
    instantiate: sharing,
    instantiateStreaming: async (response: Response | PromiseLike<Response>, imports?: WebAssembly.Imports) =>
      sharing(await (await response).arrayBuffer(), imports),
  });
  try {
    return await load();
  } finally {
    restore();
  }
}

const memorySection = 5;
const hasMaximum = 1;
const shared = 2;

/** A copy of a module whose own memory, if it has a maximum, is a shared one. Other modules come back as they are. */
export function withSharedFlag(source: BufferSource): BufferSource {
  const given = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  const header = 8;
  for (let at = header; at < given.length; ) {
    const section = given[at];
    const size = unsigned(given, at + 1);
    const body = size.next;
    if (section === memorySection) {
      const flags = unsigned(given, body).next;
      if (given[flags] !== hasMaximum) return source;
      const copy = given.slice();
      copy[flags] = hasMaximum | shared;
      return copy;
    }
    at = body + size.value;
  }
  return source;
}

/** The LEB128 number at `at`, and where the next byte lies. */
function unsigned(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let shift = 0; ; shift += 7, at++) {
    value += (bytes[at] & 127) * 2 ** shift;
    if (bytes[at] < 128) return { value, next: at + 1 };
  }
}
