import type { Curve } from "./curve";

/** Squared distances from 2^-24 to 2^24 are told apart: 2e-4 to 4,096 in a layout about 20 wide. */
const leastExponent = -24;
const exponents = 48;
/** Leading bits of the mantissa that choose an entry; the rest interpolates. */
const leadingBits = 7;

/** Bits of a float that are left when the table's are taken away. */
export const restBits = 23 - leadingBits;
/** The table's first entry belongs to a float whose bits are these, shifted right by `restBits`. */
export const firstEntry = (leastExponent + 127) << leadingBits;
export const lastEntry = (exponents << leadingBits) - 1;

/**
 * A function of d² at 128 places an octave, to be read linearly in between: entry t belongs to the float whose bits are
 * (firstEntry + t) << restBits. Floats of one octave are evenly spaced, so their bits find both place and remainder, and the inner loop needs
 * neither a power nor a division. For the two forces below the error is less than 1e-4 of the value.
 */
function tabulated(force: (d2: number) => number): Float32Array {
  const bits = new Int32Array(1);
  const float = new Float32Array(bits.buffer);
  return Float32Array.from({ length: lastEntry + 2 }, (_, t) => {
    bits[0] = (firstEntry + t) << restBits;
    return force(float[0]);
  });
}

/** -(d log similarity / d x) / (x - y) = 2ab d^(2(b-1)) / (1 + a d^(2b)): how strongly an edge pulls. */
export function attraction({ a, b }: Curve): Float32Array {
  return tabulated((d2) => (2 * a * b * d2 ** (b - 1)) / (1 + a * d2 ** b));
}

/** d log(1 - similarity) / d x / (x - y) = 2b / (d² (1 + a d^(2b))), with 0.001 added to d²: how strongly a stranger pushes, times `strength`. */
export function repulsion({ a, b }: Curve, strength: number): Float32Array {
  return tabulated((d2) => (2 * strength * b) / ((0.001 + d2) * (1 + a * d2 ** b)));
}

const word = new Float32Array(1);
const wordBits = new Int32Array(word.buffer);

/** The force at d² > 0; at the nearest place of the table where d² is beyond it. */
export function forceAt(table: Float32Array, d2: number): number {
  word[0] = d2;
  const bits = wordBits[0];
  const entry = (bits >> restBits) - firstEntry;
  if (entry < 0) return table[0];
  if (entry > lastEntry) return table[lastEntry + 1];
  const low = table[entry];
  return low + (table[entry + 1] - low) * (bits & ((1 << restBits) - 1)) * (1 / (1 << restBits));
}
