/** Made by scripts/native-kernels.ts from the sources in assembly/: WebAssembly modules in base64. */
declare module "virtual:native-kernels" {
  export const modules: {
    /** 128-bit SIMD, multiply and add apart. */
    readonly simd: string;
    /** With relaxed SIMD: multiply and add in one instruction. */
    readonly relaxed: string;
    /** Both for a shared memory, which threads need. */
    readonly sharedSimd: string;
    readonly sharedRelaxed: string;
  };
}
