import type { Rng } from "../../core/rng";
import { blurred } from "./blur";
import { mix, scaled } from "./colour";
import { emptyLayer, type Layer } from "./layer";
import { highlight, lighting, paper } from "./leaf-light";
import { growLeaf, type LeafPlan } from "./leaf-plan";
import { poseLeaf } from "./leaf-pose";
import { leafSkin } from "./leaf-skin";
import { type LeafSpecies, leafSpecies } from "./leaf-species";
import { fillPolygons } from "./polygon-raster";
import { evenPen, strokeOnto } from "./stroke-raster";

/** How much photographs differ; 1 is usual, 0 not at all. */
export interface LeafPhotograph {
  readonly pose: number;
  readonly light: number;
  /** Share of leaves in autumn colours, [0, 1]. */
  readonly autumn: number;
}

/** Fills `target` [size, size, 3] with a leaf of species `code` on a pale ground. */
export function drawLeaf(target: Float32Array, size: number, code: number, photograph: LeafPhotograph, rng: Rng): void {
  const species = leafSpecies[code];
  const leaf = poseLeaf(growLeaf(species, rng.fork("growth")), size, photograph.pose, rng.fork("pose"));
  const blade = fillPolygons(leaf.blades, size, size);
  const rightHalf = fillPolygons(leaf.rightHalves, size, size);
  const stalk = emptyLayer(size, size);
  strokeOnto(stalk, leaf.stalk, evenPen(Math.max(0.5, size * 0.016), 1, 1.1));
  const veins = veinLayer(leaf, species, size, rng);
  const skin = leafSkin(species, blade, photograph.autumn, rng.fork("skin"));

  const lamp = lighting(photograph.light, rng.fork("light"));
  const covered = Float32Array.from(blade.values, (value, i) => Math.max(value, stalk.values[i]));
  const shadow = blurred({ width: size, height: size, values: covered }, size * lamp.shadowSoftness);
  const ground = paper(rng.fork("paper"));
  const shine = highlight(leaf.blades, species.gloss * lamp.contrast, lamp, size);
  const grain = rng.fork("grain");

  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const [unitX, unitY] = [(x + 0.5) / size, (y + 0.5) / size];
      const shaded = shadowAt(shadow, x - lamp.shadowX * size, y - lamp.shadowY * size);
      let colour = scaled(ground(unitX, unitY), 1 - lamp.shadowDepth * shaded);
      if (stalk.values[i] > 0) colour = mix(colour, skin.stalk, stalk.values[i]);
      if (blade.values[i] > 0) {
        const side = Math.min(1, rightHalf.values[i] / blade.values[i]);
        const relief = 1 + lamp.relief * (side - 0.5);
        const surface = mix(skin.at(x, y), skin.vein, veins.values[i]);
        const lit = mix(scaled(surface, relief), [1, 1, 1], shine(x, y));
        colour = mix(colour, lit, blade.values[i]);
      }
      const brightness = lamp.brightness * (1 + lamp.slopeX * (unitX - 0.5) + lamp.slopeY * (unitY - 0.5));
      const noise = 0.012 * grain.normal();
      for (let c = 0; c < 3; c++) {
        target[3 * i + c] = Math.min(1, Math.max(0, colour[c] * brightness * lamp.tint[c] + noise));
      }
    }
  }
}

/** Strength of the veins' colour at each pixel; veins may stick out of the blade. */
function veinLayer(leaf: LeafPlan, species: LeafSpecies, size: number, rng: Rng): Layer {
  const veins = emptyLayer(size, size);
  const fine = Math.max(0.45, size * 0.011);
  const strength = species.veins.strength * rng.between(0.7, 1.2);
  for (const vein of leaf.sideVeins) strokeOnto(veins, vein, evenPen(fine * 0.7, 0.75 * strength, 1.1));
  for (const midrib of leaf.midribs) strokeOnto(veins, midrib, evenPen(fine, 0.55 + 0.35 * strength, 1.1));
  return veins;
}

/** Value at a place between pixels, 0 outside. */
function shadowAt({ width, height, values }: Layer, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const [partX, partY] = [x - column, y - row];
  const at = (c: number, r: number) => (c >= 0 && r >= 0 && c < width && r < height ? values[r * width + c] : 0);
  return (
    (1 - partY) * ((1 - partX) * at(column, row) + partX * at(column + 1, row)) +
    partY * ((1 - partX) * at(column, row + 1) + partX * at(column + 1, row + 1))
  );
}
