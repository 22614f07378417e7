import type { Rng } from "../../core/rng";

/** Points in order, flat: x0, y0, x1, y1, ... */
export type Polyline = Float64Array;

/** What a path is drawn through; at a corner the curve may change direction sharply. */
export interface ControlPoint {
  readonly x: number;
  readonly y: number;
  readonly corner: boolean;
}
export type ControlPath = readonly ControlPoint[];

/** Reads "12,30 40,8! 70,30": coordinates in hundredths, "!" marks a corner. Throws on anything else. */
export function controlPath(text: string): ControlPath {
  return text.split(" ").map((part) => {
    const match = /^(-?\d+),(-?\d+)(!?)$/.exec(part);
    if (!match) throw new Error(`controlPath: "${part}" is not of the form 12,30 or 12,30!`);
    return { x: Number(match[1]) / 100, y: Number(match[2]) / 100, corner: match[3] === "!" };
  });
}

/** The path with every point moved by normal deviates of standard deviation `amount`. */
export function jitterPath(path: ControlPath, amount: number, rng: Rng): ControlPath {
  return path.map(({ x, y, corner }) => ({ x: x + amount * rng.normal(), y: y + amount * rng.normal(), corner }));
}

/** A curve through all points (Catmull-Rom between corners), `steps` points a piece. */
export function smoothPath(path: ControlPath, steps: number): Polyline {
  const line = new Float64Array(2 * ((path.length - 1) * steps + 1));
  let at = 0;
  for (let i = 0; i + 1 < path.length; i++) {
    const from = path[i];
    const to = path[i + 1];
    const before = i === 0 || from.corner ? from : path[i - 1];
    const after = i + 2 === path.length || to.corner ? to : path[i + 2];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      line[at++] = catmullRom(before.x, from.x, to.x, after.x, t);
      line[at++] = catmullRom(before.y, from.y, to.y, after.y, t);
    }
  }
  const last = path[path.length - 1];
  line[at++] = last.x;
  line[at] = last.y;
  return line;
}

/** Value at `t` in [0, 1] between `b` and `c` of the cubic with slopes (c - a) / 2 and (d - b) / 2. */
function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  const slopeB = (c - a) / 2;
  const slopeC = (d - b) / 2;
  const rise = c - b;
  return b + t * (slopeB + t * (3 * rise - 2 * slopeB - slopeC + t * (slopeB + slopeC - 2 * rise)));
}
