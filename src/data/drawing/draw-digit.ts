import type { Rng } from "../../core/rng";
import { jitterPath, smoothPath } from "./control-path";
import { digitForms } from "./digit-strokes";
import { boundsOf, placeAt, type Warp, warpLine } from "./placement";
import { smoothField } from "./smooth-field";
import { type Pen, strokeOnto } from "./stroke-raster";

/** How much hands differ; 1 is usual, 0 not at all. */
export interface Handwriting {
  readonly slant: number;
  readonly thickness: number;
  readonly distortion: number;
  /** Standard deviation of the grain, as a part of full ink. */
  readonly noise: number;
}

/** Points a curve is drawn with between two control points. */
const STEPS = 6;

/** Fills `target` [size, size] with one handwritten `digit`: 0 paper, 1 ink. */
export function drawDigit(target: Float32Array, size: number, digit: number, hand: Handwriting, rng: Rng): void {
  const forms = digitForms[digit];
  const form = forms[rng.weighted(forms.map(({ share }) => share))];
  const wobble = 0.026 * hand.distortion * rng.between(0.5, 1.3);
  const bend = bending(form.aspect, hand, rng);
  const curves = form.strokes.map((stroke) => warpLine(smoothPath(jitterPath(stroke, wobble, rng), STEPS), bend));

  const bounds = boundsOf(curves);
  const fill = size * rng.between(0.74, 0.86);
  const scale = Math.min(fill / (bounds.bottom - bounds.top), fill / Math.max(1e-6, bounds.right - bounds.left));
  const shift = 0.018 * size;
  const place = placeAt(bounds, scale, size / 2 + shift * rng.normal(), size / 2 + shift * rng.normal());

  const layer = { width: size, height: size, values: target };
  const width = size * 0.058 * Math.exp(0.2 * hand.thickness * rng.normal());
  const softness = Math.max(1.3, size * 0.05) * rng.between(0.9, 1.5);
  const darkness = 1 - 0.22 * hand.thickness * rng.uniform() ** 2;
  for (const curve of curves) strokeOnto(layer, warpLine(curve, place), pen(width, softness, darkness, hand, rng));
  for (let i = 0; i < target.length; i++) {
    target[i] = Math.min(1, Math.max(0, target[i] + hand.noise * rng.normal()));
  }
}

/** Aspect, elastic bending, slant and turn, from the form's unit box to a middle at (0, 0). */
function bending(aspect: number, hand: Handwriting, rng: Rng): Warp {
  const stretch = aspect * Math.exp(0.13 * hand.distortion * rng.normal());
  const slant = 0.1 + hand.slant * 0.2 * rng.normal();
  const turn = hand.slant * 0.08 * rng.normal();
  const strength = 0.038 * hand.distortion;
  const fieldX = smoothField(rng, 3, 0.3, 1.1);
  const fieldY = smoothField(rng, 3, 0.3, 1.1);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  return (unitX, unitY) => {
    const y = unitY - 0.5 + strength * fieldY(unitX, unitY);
    const x = stretch * (unitX - 0.5) + strength * fieldX(unitX, unitY) - slant * y;
    return [cos * x - sin * y, sin * x + cos * y];
  };
}

/** A pen that presses harder in places and lifts towards the ends. */
function pen(width: number, softness: number, darkness: number, hand: Handwriting, rng: Rng): Pen {
  const sway = 0.12 * hand.thickness;
  const phase = rng.between(0, 2 * Math.PI);
  const cycles = rng.between(0.5, 1.5);
  const liftStart = 0.35 * hand.thickness * rng.uniform();
  const liftEnd = 0.5 * hand.thickness * rng.uniform();
  const pressure = (part: number) =>
    (1 + sway * Math.sin(phase + 2 * Math.PI * cycles * part)) *
    (1 - liftStart * Math.max(0, 1 - part / 0.15)) *
    (1 - liftEnd * Math.max(0, 1 - (1 - part) / 0.25));
  return {
    softness,
    radius: (part) => width * Math.max(0.35, pressure(part)),
    ink: (part) => Math.min(1, darkness * (0.35 + 0.65 * Math.max(0, pressure(part)))),
  };
}
