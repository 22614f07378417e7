import { type ControlPath, controlPath } from "./control-path";

/** Hue in turns; saturation and value in [0, 1]. */
export type Hsv = readonly [hue: number, saturation: number, value: number];

/** How the side veins run. */
export type Veins =
  /** `pairs` leave the midrib; `rise` is their slope up per unit outwards. */
  | { readonly kind: "pinnate"; readonly pairs: number; readonly rise: number; readonly strength: number }
  /** From the base to these points, in the outline's coordinates, and their mirror images. */
  | { readonly kind: "palmate"; readonly ends: ControlPath; readonly strength: number };

/** What makes a species; lengths in units of the blade's length, base at (0, 0), tip at (0, 1). */
export interface LeafSpecies {
  readonly name: string;
  /** Right half of the outline, from base to tip. */
  readonly half: ControlPath;
  /** Leaflets in pairs along a stalk, or 0 for a simple leaf. */
  readonly leafletPairs: number;
  readonly teeth: { readonly count: number; readonly depth: number };
  readonly petiole: number;
  readonly veins: Veins;
  readonly gloss: number;
  readonly summer: Hsv;
  readonly autumn: readonly Hsv[];
}

const pinnate = (pairs: number, rise: number, strength: number): Veins => ({ kind: "pinnate", pairs, rise, strength });
const palmate = (ends: string, strength: number): Veins => ({ kind: "palmate", ends: controlPath(ends), strength });

const YELLOW: Hsv = [0.135, 0.78, 0.84];
const ORANGE: Hsv = [0.075, 0.8, 0.8];
const RED: Hsv = [0.01, 0.76, 0.68];
const BROWN: Hsv = [0.075, 0.58, 0.52];
const COPPER: Hsv = [0.055, 0.66, 0.6];

export const leafSpecies: readonly LeafSpecies[] = [
  {
    name: "oak",
    half: controlPath("0,0 6,6 7,14 18,19 20,26 11,33 13,39 28,46 31,54 18,61 18,66 29,74 27,82 15,84 14,91 8,99 0,100"),
    leafletPairs: 0,
    teeth: { count: 0, depth: 0 },
    petiole: 0.1,
    veins: pinnate(5, 0.75, 0.5),
    gloss: 0.1,
    summer: [0.25, 0.6, 0.46],
    autumn: [BROWN, COPPER],
  },
  {
    name: "maple",
    half: controlPath("0,4! 14,-3 36,-8! 31,8! 56,14! 48,25! 64,50! 44,46! 39,56! 21,46! 20,58! 28,78! 14,76! 0,102!"),
    leafletPairs: 0,
    teeth: { count: 0, depth: 0 },
    petiole: 0.5,
    veins: palmate("33,-5 58,44", 0.55),
    gloss: 0.05,
    summer: [0.27, 0.6, 0.52],
    autumn: [ORANGE, RED, YELLOW],
  },
  {
    name: "ginkgo",
    half: controlPath("0,0! 16,20 44,44 64,54! 60,74 42,88 18,94 5,90! 0,66!"),
    leafletPairs: 0,
    teeth: { count: 13, depth: 0.012 },
    petiole: 0.62,
    veins: palmate("10,86 22,88 36,84 48,74 56,60", 0.3),
    gloss: 0,
    summer: [0.23, 0.5, 0.6],
    autumn: [YELLOW],
  },
  {
    name: "willow",
    half: controlPath("0,0! 6,18 9,38 8,62 4,84 0,100!"),
    leafletPairs: 0,
    teeth: { count: 26, depth: 0.008 },
    petiole: 0.07,
    veins: pinnate(9, 1.4, 0.25),
    gloss: 0.1,
    summer: [0.24, 0.42, 0.56],
    autumn: [YELLOW],
  },
  {
    name: "birch",
    half: controlPath("0,0! 22,2 37,12 38,28 26,54 12,80 0,100!"),
    leafletPairs: 0,
    teeth: { count: 13, depth: 0.035 },
    petiole: 0.3,
    veins: pinnate(6, 0.95, 0.45),
    gloss: 0.1,
    summer: [0.25, 0.62, 0.54],
    autumn: [YELLOW, ORANGE],
  },
  {
    name: "beech",
    half: controlPath("0,0! 15,8 29,28 33,50 27,72 13,91 0,100!"),
    leafletPairs: 0,
    teeth: { count: 8, depth: 0.012 },
    petiole: 0.1,
    veins: pinnate(8, 0.9, 0.75),
    gloss: 0.15,
    summer: [0.27, 0.56, 0.44],
    autumn: [COPPER, BROWN, ORANGE],
  },
  {
    name: "holly",
    half: controlPath("0,0! 8,7 24,8! 18,24 34,32! 22,44 35,57! 20,66 27,82! 11,86 0,102!"),
    leafletPairs: 0,
    teeth: { count: 0, depth: 0 },
    petiole: 0.09,
    veins: pinnate(4, 0.6, 0.35),
    gloss: 0.75,
    summer: [0.34, 0.62, 0.32],
    autumn: [[0.3, 0.6, 0.36]],
  },
  {
    name: "ivy",
    half: controlPath("0,9! 9,-3 24,-6 39,4! 37,14 46,23 62,40! 46,46 31,52 24,64 14,82 0,100!"),
    leafletPairs: 0,
    teeth: { count: 0, depth: 0 },
    petiole: 0.4,
    veins: palmate("37,4 59,39", 0.95),
    gloss: 0.3,
    summer: [0.32, 0.58, 0.36],
    autumn: [[0.93, 0.4, 0.36]],
  },
  {
    name: "tulip tree",
    half: controlPath("0,2! 20,-3 42,4 54,24! 40,38 38,50! 48,66 54,88! 36,90 18,86 0,74!"),
    leafletPairs: 0,
    teeth: { count: 0, depth: 0 },
    petiole: 0.5,
    veins: pinnate(4, 0.6, 0.45),
    gloss: 0.05,
    summer: [0.24, 0.55, 0.56],
    autumn: [YELLOW, BROWN],
  },
  {
    name: "rowan",
    half: controlPath("0,0! 11,14 15,42 12,76 0,100!"),
    leafletPairs: 6,
    teeth: { count: 8, depth: 0.025 },
    petiole: 0.22,
    veins: pinnate(0, 1, 0.4),
    gloss: 0.05,
    summer: [0.28, 0.52, 0.48],
    autumn: [RED, ORANGE],
  },
];
