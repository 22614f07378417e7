import { integer, number } from "../../core/hyperparameters";
import { drawDataset } from "../drawing/draw-dataset";
import { drawDigit } from "../drawing/draw-digit";
import { defineSource } from "../source";

export const digits = defineSource({
  id: "digits",
  title: "Handwritten digits",
  summary:
    "The digits 0 to 9 as many hands would write them, drawn by a program: several forms of each digit, with slant, pen width, pressure and distortion of their own.",
  classes: 10,
  options: {
    n: integer({ label: "Images", help: "How many digits to draw, a tenth of each kind.", default: 2000, min: 50, max: 100_000 }),
    size: integer({
      label: "Size",
      help: "Side of each picture. Larger pictures show more of the pen and take longer to train on.",
      unit: "pixels",
      default: 16,
      min: 16,
      max: 96,
    }),
    seed: integer({ label: "Seed", help: "Another seed gives other hands.", default: 1, min: 0, max: 2 ** 31 - 1 }),
    slant: number({
      label: "Slant",
      help: "How much hands differ in slant and turn. 0 writes all digits upright; higher values make clusters harder to find.",
      default: 1,
      min: 0,
      max: 2,
    }),
    thickness: number({
      label: "Pen variety",
      help: "How much pens differ in width and pressure. 0 gives every hand the same pen.",
      default: 1,
      min: 0,
      max: 2,
    }),
    distortion: number({
      label: "Distortion",
      help: "How unsteady hands are: the jitter of strokes and the bending of the whole digit. From about 1.5 people misread some.",
      default: 1,
      min: 0,
      max: 2,
    }),
    noise: number({ label: "Noise", help: "Grain of the scan, as a part of full ink.", default: 0.03, min: 0, max: 0.3 }),
  },
  load: (options, context) =>
    drawDataset(
      {
        id: "digits",
        title: "Handwritten digits",
        seed: options.seed,
        count: options.n,
        size: options.size,
        channels: 1,
        names: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        draw: (target, code, rng) => drawDigit(target, options.size, code, options, rng),
      },
      context,
    ),
});
