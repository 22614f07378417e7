import type { Rng } from "../../core/rng";
import { hsvToRgb, type Rgb, scaled } from "./colour";
import type { Polyline } from "./control-path";
import { boundsOf } from "./placement";
import { smoothField } from "./smooth-field";

/** The light of one photograph. */
export interface Lamp {
  /** Towards the lamp, length 1, y downwards. */
  readonly x: number;
  readonly y: number;
  readonly contrast: number;
  readonly brightness: number;
  readonly tint: Rgb;
  readonly slopeX: number;
  readonly slopeY: number;
  /** How much brighter the right half of a blade is than the left. */
  readonly relief: number;
  /** In sides of the picture. */
  readonly shadowX: number;
  readonly shadowY: number;
  readonly shadowSoftness: number;
  readonly shadowDepth: number;
}

/** A lamp, mostly above; `amount` 1 varies it as usual, 0 not at all but in the softness of shadows. */
export function lighting(amount: number, rng: Rng): Lamp {
  const angle = -Math.PI / 2 + 0.9 * amount * rng.normal();
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  const contrast = Math.min(1.3, 0.8 + 0.3 * amount * rng.normal());
  const height = 0.035 * (1 + amount * rng.between(-0.5, 0.8));
  const slope = 0.16 * amount * rng.uniform();
  const warmth = 0.022 * amount * rng.normal();
  return {
    x,
    y,
    contrast,
    brightness: Math.min(1.08, Math.max(0.75, 0.97 + 0.055 * amount * rng.normal())),
    tint: [1 + warmth, 1, 1 - warmth],
    slopeX: slope * x,
    slopeY: slope * y,
    relief: 0.3 * contrast * x + 0.08 * rng.normal(),
    shadowX: -height * x,
    shadowY: -height * y,
    shadowSoftness: rng.between(0.015, 0.05),
    shadowDepth: Math.max(0, 0.42 * contrast),
  };
}

/** A pale ground: paper, stone or cloth, uneven and never quite white. */
export function paper(rng: Rng): (x: number, y: number) => Rgb {
  const base = hsvToRgb(
    rng.between(0.07, 0.15) + (rng.uniform() < 0.25 ? 0.5 : 0),
    rng.between(0.005, 0.07),
    rng.between(0.87, 0.98),
  );
  const clouds = smoothField(rng, 4, 0.4, 2);
  const depth = rng.between(0.005, 0.03);
  return (x, y) => scaled(base, 1 + depth * clouds(x, y));
}

/** Strength of the gleam at a pixel: a soft patch on the side of the lamp. */
export function highlight(
  blades: readonly Polyline[],
  gloss: number,
  lamp: Lamp,
  size: number,
): (x: number, y: number) => number {
  if (gloss <= 0) return () => 0;
  const { left, right, top, bottom } = boundsOf(blades);
  const centreX = (left + right) / 2 + lamp.x * 0.2 * (right - left);
  const centreY = (top + bottom) / 2 + lamp.y * 0.2 * (bottom - top);
  const spread = (0.13 * size) ** 2;
  return (x, y) => 0.5 * gloss * Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / (2 * spread));
}
