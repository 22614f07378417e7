/** Everything needed to go on where a generator stopped: four 32-bit words and a kept normal deviate. */
export type RngState = {
  readonly words: readonly [number, number, number, number];
  readonly spareNormal: number | null;
};

/**
 * Seeded generator (sfc32, Chris Doty-Humphrey's "small fast counting" generator, 128-bit state, period ~2^127 on average).
 * The same seed gives the same numbers on every machine. `fork(name)` gives an independent stream, so that adding a
 * draw to one purpose does not shift another.
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal: number | null;

  private constructor(state: RngState) {
    [this.#a, this.#b, this.#c, this.#d] = state.words;
    this.#spareNormal = state.spareNormal;
  }

  /** A generator for an integer or text seed. */
  static fromSeed(seed: number | string): Rng {
    const words = hashWords(String(seed));
    const rng = new Rng({ words, spareNormal: null });
    for (let i = 0; i < 15; i++) rng.uint32();
    return rng;
  }

  static fromState(state: RngState): Rng {
    return new Rng(state);
  }

  state(): RngState {
    return { words: [this.#a, this.#b, this.#c, this.#d], spareNormal: this.#spareNormal };
  }

  /** An independent stream named `name`; this generator does not advance. */
  fork(name: string): Rng {
    return Rng.fromSeed(`${this.#a},${this.#b},${this.#c},${this.#d}/${name}`);
  }

  /** Integer in [0, 2^32). */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** Number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Number in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Integer in [0, bound). Throws unless bound is a positive integer. */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1) throw new RangeError(`integer: bound must be a positive integer, got ${bound}`);
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal deviate (Marsaglia's polar method). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spareNormal = v * scale;
        return u * scale;
      }
    }
  }

  /** A shuffled [0, count) (Fisher-Yates). */
  permutation(count: number): Int32Array {
    const order = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** Index drawn with probability proportional to `weights[index]`. Throws if no weight is positive. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i];
    if (!(total > 0)) throw new RangeError("weighted: no positive weight");
    let rest = this.uniform() * total;
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i];
      if (weight <= 0) continue;
      last = i;
      rest -= weight;
      if (rest < 0) return i;
    }
    return last;
  }
}

/** Four well-mixed words from a text: FNV-1a started from four offsets, each finished by a 32-bit avalanche. */
function hashWords(text: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  for (let lane = 0; lane < 4; lane++) {
    let hash = (0x811c9dc5 ^ Math.imul(lane + 1, 0x9e3779b9)) >>> 0;
    for (let i = 0; i < text.length; i++) {
      hash ^= text.charCodeAt(i);
      hash = Math.imul(hash, 0x01000193);
    }
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
    words[lane] = hash | 0;
  }
  return words;
}
