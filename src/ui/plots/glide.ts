/** Long enough to follow with the eye, short enough for ten frames a second. */
const glideMs = 150;
/** More points than this jump: each step of the way paints them all. */
export const mostGliding = 20_000;

/** Points on their way from one layout to another. */
export class Glide {
  /** [n, 2] where the points are now; changes with every `step`. */
  readonly positions: Float32Array;
  readonly #from: Float32Array;
  readonly #to: Float32Array;
  readonly #startedAt: number;

  /** `from` and `to` are of one size; `now` is in milliseconds. */
  constructor(from: Float32Array, to: Float32Array, now: number) {
    this.#from = from;
    this.#to = to;
    this.#startedAt = now;
    this.positions = from.slice();
  }

  /** Moves the points to where they are at `now`; returns whether they have arrived. */
  step(now: number): boolean {
    const share = Math.min(1, Math.max(0, (now - this.#startedAt) / glideMs));
    const eased = 1 - (1 - share) ** 2;
    const { positions } = this;
    for (let i = 0; i < positions.length; i++) positions[i] = this.#from[i] + (this.#to[i] - this.#from[i]) * eased;
    return share === 1;
  }
}
