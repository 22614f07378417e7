/** The part of the wasm backend's module that hands out memory. */
interface AllocatingModule {
  _malloc(bytes: number): number;
}

/** More is refused unasked: lengths are counted in 32 bits, so that one just below or beyond 4 GiB would come back far too short. */
const mostBytes = 2 ** 32 - 2 ** 20;

/**
 * Makes a wasm module throw where its 4 GiB are used up. As it comes, its allocation then answers 0, which the backend takes for an
 * address: the tensor is written over the module's own data, and what is computed after that is wrong without a word.
 */
export function refuseFailedAllocations(module: AllocatingModule): void {
  const allocate = module._malloc.bind(module);
  module._malloc = (bytes) => {
    const address = bytes > mostBytes ? 0 : allocate(bytes);
    if (address === 0 && bytes > 0) {
      throw new Error(`Out of memory: WebAssembly has no ${Math.ceil(bytes / 2 ** 20).toLocaleString("en-US")} MiB left.`);
    }
    return address;
  };
}
