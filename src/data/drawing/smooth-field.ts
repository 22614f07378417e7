import type { Rng } from "../../core/rng";

/** A smooth random function of the plane with mean 0 and standard deviation about 1. */
export type SmoothField = (x: number, y: number) => number;

/** A sum of `waves` plane waves with `least` to `most` cycles a unit of length. */
export function smoothField(rng: Rng, waves: number, least: number, most: number): SmoothField {
  const terms = Array.from({ length: waves }, () => {
    const direction = rng.between(0, 2 * Math.PI);
    const frequency = 2 * Math.PI * rng.between(least, most);
    return { x: frequency * Math.cos(direction), y: frequency * Math.sin(direction), phase: rng.between(0, 2 * Math.PI) };
  });
  const scale = Math.sqrt(2 / waves);
  return (x, y) => {
    let sum = 0;
    for (const term of terms) sum += Math.sin(term.x * x + term.y * y + term.phase);
    return scale * sum;
  };
}
