import type { Rng } from "../../core/rng";
import { type ControlPath, jitterPath, type Polyline, smoothPath } from "./control-path";
import type { LeafSpecies } from "./leaf-species";
import { warpLine } from "./placement";

/** One leaf laid flat: lengths in blade lengths, base at (0, 0), tip at (0, 1). */
export interface LeafPlan {
  /** Closed outlines, all wound the same way: one, or one a leaflet. */
  readonly blades: readonly Polyline[];
  /** The part of the blades right of their midribs, wound the same way. */
  readonly rightHalves: readonly Polyline[];
  readonly stalk: Polyline;
  readonly midribs: readonly Polyline[];
  readonly sideVeins: readonly Polyline[];
}

const STEPS = 5;

/** A leaf of `species` as it happened to grow. */
export function growLeaf(species: LeafSpecies, rng: Rng): LeafPlan {
  return species.leafletPairs === 0 ? simpleLeaf(species, rng) : compoundLeaf(species, rng);
}

function simpleLeaf(species: LeafSpecies, rng: Rng): LeafPlan {
  const grown = jitterPath(species.half, 0.012, rng);
  const right = halfOutline(joined(grown, species.half), species, rng);
  const left = mirrored(halfOutline(joined(jitterPath(grown, 0.008, rng), species.half), species, rng));
  const length = species.petiole * rng.between(0.75, 1.2);
  const sway = 0.15 * length * rng.normal();
  const foot = species.half[0].y;
  const tip = species.half[species.half.length - 1].y;
  return {
    blades: [Float64Array.from([...right, ...reversed(left)])],
    rightHalves: [right],
    stalk: Float64Array.of(0, foot, sway * 0.4, foot - length / 2, sway, foot - length),
    midribs: [Float64Array.of(0, foot, 0, tip)],
    sideVeins: sideVeins(species, rng),
  };
}

/** Leaflets in pairs along the stalk and one at its end. */
function compoundLeaf(species: LeafSpecies, rng: Rng): LeafPlan {
  const blades: Polyline[] = [];
  const rightHalves: Polyline[] = [];
  const midribs: Polyline[] = [];
  const pairs = species.leafletPairs;
  const place = (side: -1 | 0 | 1, y: number, length: number) => {
    const leaflet = simpleLeaf(species, rng);
    const angle = side * rng.between(0.95, 1.2);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const put = (line: Polyline) => warpLine(line, (u, v) => [length * (cos * u + sin * v), y + length * (cos * v - sin * u)]);
    blades.push(...leaflet.blades.map(put));
    rightHalves.push(...leaflet.rightHalves.map(put));
    midribs.push(...leaflet.midribs.map(put));
  };
  for (let pair = 0; pair < pairs; pair++) {
    const y = (0.74 * pair) / (pairs - 1);
    const length = 0.36 * (0.8 + 0.35 * Math.sin((Math.PI * (pair + 0.7)) / pairs));
    place(-1, y + 0.01 * rng.normal(), length * rng.between(0.92, 1.08));
    place(1, y + 0.01 * rng.normal(), length * rng.between(0.92, 1.08));
  }
  place(0, 0.76, 0.3);
  return { blades, rightHalves, midribs, stalk: Float64Array.of(0, 0.76, 0, 0.3, 0, -species.petiole), sideVeins: [] };
}

/** `grown` with the ends of `half`, so that both sides of a leaf meet at base and tip. */
function joined(grown: ControlPath, half: ControlPath): ControlPath {
  return [half[0], ...grown.slice(1, -1), half[half.length - 1]];
}

/** Curve from base to tip through `path`, with teeth that lean to the tip. */
function halfOutline(path: ControlPath, { teeth }: LeafSpecies, rng: Rng): Polyline {
  const line = smoothPath(path, STEPS);
  if (teeth.count === 0) return line;
  const perTooth = 4;
  const points = teeth.count * perTooth;
  const toothed = new Float64Array(2 * (points + 1));
  const last = line.length / 2 - 1;
  const depth = teeth.depth * rng.between(0.7, 1.3);
  for (let p = 0; p <= points; p++) {
    const at = (last * p) / points;
    const i = Math.min(last - 1, Math.floor(at));
    const part = at - i;
    const dx = line[2 * i + 2] - line[2 * i];
    const dy = line[2 * i + 3] - line[2 * i + 1];
    const norm = Math.hypot(dx, dy) || 1;
    const out = p === 0 || p === points ? 0 : depth * ((p % perTooth) / (perTooth - 1) - 0.5);
    toothed[2 * p] = line[2 * i] + part * dx + (out * dy) / norm;
    toothed[2 * p + 1] = line[2 * i + 1] + part * dy - (out * dx) / norm;
  }
  return toothed;
}

/** Long enough to reach the margin: whoever draws them cuts them off at the blade. */
function sideVeins({ veins, half }: LeafSpecies, rng: Rng): Polyline[] {
  const lines: Polyline[] = [];
  const foot = half[0].y;
  if (veins.kind === "palmate") {
    for (const { x, y } of veins.ends) {
      for (const side of [-1, 1]) lines.push(Float64Array.of(0, foot, side * x * 0.55, foot + (y - foot) * 0.5, side * x, y));
    }
    return lines;
  }
  const tip = half[half.length - 1].y;
  for (let pair = 0; pair < veins.pairs; pair++) {
    for (const side of [-1, 1]) {
      const y = foot + (tip - foot) * (0.1 + (0.72 * (pair + 0.15 * rng.uniform())) / veins.pairs);
      const reach = 0.4;
      lines.push(Float64Array.of(0, y, side * reach * 0.5, y + veins.rise * reach * 0.42, side * reach, y + veins.rise * reach));
    }
  }
  return lines;
}

function mirrored(line: Polyline): Polyline {
  return warpLine(line, (x, y) => [-x, y]);
}

function reversed(line: Polyline): Polyline {
  const back = new Float64Array(line.length);
  for (let i = 0; i < line.length; i += 2) {
    back[i] = line[line.length - 2 - i];
    back[i + 1] = line[line.length - 1 - i];
  }
  return back;
}
