import type { Rng } from "../../core/rng";
import { blurred } from "./blur";
import { hsvToRgb, mix, type Rgb, scaled } from "./colour";
import { emptyLayer, type Layer } from "./layer";
import type { Hsv, LeafSpecies } from "./leaf-species";
import { smoothField } from "./smooth-field";
import { evenPen, strokeOnto } from "./stroke-raster";

/** The colours of one leaf. */
export interface Skin {
  readonly stalk: Rgb;
  readonly vein: Rgb;
  /** Colour of the flesh at pixel (x, y). */
  at(x: number, y: number): Rgb;
}

/** Skin of a leaf that covers `blade`: its season, mottling, a rim that turns first, and a few spots; `autumn` is the chance of autumn colours. */
export function leafSkin(species: LeafSpecies, blade: Layer, autumn: number, rng: Rng): Skin {
  const { width: size } = blade;
  const turned = rng.uniform() < autumn;
  const tint = species.autumn[rng.integer(species.autumn.length)];
  const base = vary(turned ? tint : species.summer, rng);
  const rim = turned || rng.uniform() < autumn ? vary(tint, rng) : scaled(base, 0.85);
  const reach = turned ? rng.between(0, 0.9) : rng.between(0, 0.4);
  const green = vary(species.summer, rng);
  const stillGreen = turned ? rng.uniform() ** 2 * 0.8 : 0;
  const mottle = smoothField(rng, 4, 1, 3);
  const inner = blurred(blade, size * 0.06);
  const spots = emptyLayer(size, size);
  const count = rng.uniform() < 0.5 ? 0 : rng.integer(turned ? 8 : 5);
  for (let spot = 0; spot < count; spot++) {
    const x = size * rng.between(0.2, 0.8);
    const y = size * rng.between(0.2, 0.8);
    strokeOnto(
      spots,
      Float64Array.of(x, y, x + 0.01 * size, y),
      evenPen(size * rng.between(0.006, 0.03), rng.between(0.3, 0.8), 1.2),
    );
  }
  const pale = mix(base, [0.93, 0.94, 0.72], 0.5);
  return {
    stalk: mix(base, [0.5, 0.36, 0.2], rng.between(0.2, 0.7)),
    vein: turned ? mix(pale, base, 0.35) : pale,
    at(x, y) {
      const i = y * size + x;
      const clouds = mottle(x / size, y / size);
      const edge = Math.min(1, Math.max(0, 2 * (1 - inner.values[i])));
      const flesh = mix(base, green, Math.min(1, Math.max(0, stillGreen * (1 - edge + 0.4 * clouds))));
      const skin = scaled(mix(flesh, rim, reach * edge), 1 + 0.07 * clouds);
      return mix(skin, [0.25, 0.16, 0.08], spots.values[i]);
    },
  };
}

function vary([hue, saturation, value]: Hsv, rng: Rng): Rgb {
  return hsvToRgb(
    hue + 0.014 * rng.normal(),
    Math.min(1, Math.max(0.1, saturation + 0.07 * rng.normal())),
    Math.min(0.95, Math.max(0.2, value + 0.06 * rng.normal())),
  );
}
