import { integer, number } from "../../core/hyperparameters";
import { drawDataset } from "../drawing/draw-dataset";
import { drawLeaf } from "../drawing/draw-leaf";
import { leafSpecies } from "../drawing/leaf-species";
import { defineSource } from "../source";

export const leaves = defineSource({
  id: "leaves",
  title: "Leaves of ten trees",
  summary:
    "Single leaves on a pale ground, in colour, drawn by a program: ten species, each with its own outline, margin, veins and stalk, in summer and autumn tints, poses and lights of their own.",
  classes: leafSpecies.length,
  options: {
    n: integer({
      label: "Images",
      help: "How many leaves to draw, a tenth of each species.",
      default: 1000,
      min: 50,
      max: 100_000,
    }),
    size: integer({
      label: "Size",
      help: "Side of each picture. Larger pictures show veins and teeth and take longer to train on.",
      unit: "pixels",
      default: 32,
      min: 16,
      max: 96,
    }),
    seed: integer({ label: "Seed", help: "Another seed gives other leaves.", default: 1, min: 0, max: 2 ** 31 - 1 }),
    pose: number({
      label: "Pose variety",
      help: "How much leaves turn, bend, fold and tilt. 0 lays all of them flat and upright; higher values make clusters harder to find.",
      default: 1,
      min: 0,
      max: 2,
    }),
    light: number({
      label: "Light variety",
      help: "How much the light differs in direction, strength and warmth. 0 takes all pictures under one lamp.",
      default: 1,
      min: 0,
      max: 2,
    }),
    autumn: number({
      label: "Autumn leaves",
      help: "Share of leaves in autumn colours. Near one half, colour says least about the species.",
      default: 0.35,
      min: 0,
      max: 1,
    }),
  },
  load: (options, context) =>
    drawDataset(
      {
        id: "leaves",
        title: "Leaves of ten trees",
        seed: options.seed,
        count: options.n,
        size: options.size,
        channels: 3,
        names: leafSpecies.map((species) => species.name),
        draw: (target, code, rng) => drawLeaf(target, options.size, code, options, rng),
      },
      context,
    ),
});
