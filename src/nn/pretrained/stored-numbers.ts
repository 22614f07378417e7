/** Bytes of a number of each type that can be read. */
export const widths = { F32: 4, F16: 2, BF16: 2 } as const;
export type NumberType = keyof typeof widths;

/** Numbers as float32, of bytes in little-endian order that may begin anywhere. */
export function readNumbers(bytes: Uint8Array, type: NumberType): Float32Array {
  // A copy, since a view must begin at a multiple of its width.
  const { buffer } = Uint8Array.from(bytes);
  if (type === "F32") return new Float32Array(buffer);
  const halves = new Uint16Array(buffer);
  // BF16 is the upper half of a float32.
  if (type === "BF16") return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
  return Float32Array.from(halves, fromHalf);
}

/** IEEE 754 binary16: a sign, five bits of exponent (bias 15), ten of fraction. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
