import type { Matrix } from "../core/matrix";

/** 16 hexadecimal digits that differ, for all that is likely, where two matrices differ in shape or in one bit (FNV-1a in two lanes). */
export function codesChecksum({ data, rows, cols }: Matrix): string {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  let a = Math.imul(0x811c9dc5 ^ rows, 0x01000193);
  let b = Math.imul(0x9e3779b9 ^ cols, 0x01000193);
  for (let i = 0; i < words.length; i++) {
    a = Math.imul(a ^ words[i], 0x01000193);
    // The other lane turns its bits, so that high ones count as much as low ones.
    b = Math.imul(((b << 13) | (b >>> 19)) ^ words[i], 0x85ebca6b);
  }
  return [a, b].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
