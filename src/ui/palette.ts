export type Scheme = "light" | "dark";

/*
 * Twenty cluster colours, chosen by a search over OKLCH that kept the smallest OKLab distance between any two large, as seen
 * by normal eyes and in simulated deuteranopia, protanopia and tritanopia (Machado 2009, severity 1), on both backgrounds. The
 * smallest distances (normal, worst of the three): 0.135 and 0.054 among the first 6, 0.107 and 0.047 among 10, 0.089 and
 * 0.037 among 20. Colour is never the only sign: clusters carry their number on the map and everywhere else.
 */
// biome-ignore format: rows of ten are easier to compare than forty lines
const clusterColours: Readonly<Record<Scheme, readonly string[]>> = {
  dark: [
    "#12e4c1", "#c7579e", "#ff8c4b", "#9499fd", "#c2df55", "#d69bbc", "#6588b8", "#98c0dd", "#bd9167", "#9c68d6",
    "#ffbac6", "#c9dbfe", "#00b58a", "#bbc082", "#e0adff", "#87b735", "#898d05", "#db7cd9", "#e3624c", "#af7184",
  ],
  light: [
    "#069e85", "#92236e", "#bd5300", "#605ecc", "#849d00", "#9a6383", "#395984", "#5985a4", "#7f6144", "#6d37a1",
    "#e05d7d", "#6393fd", "#017a5c", "#808455", "#a965ce", "#577e00", "#5a5d00", "#a0459f", "#a92c17", "#7d4356",
  ],
};

/** Colour of cluster (or class) `index`. Beyond the first twenty, hues a golden angle apart. */
export function clusterColour(index: number, scheme: Scheme): string {
  const chosen = clusterColours[scheme];
  if (index < chosen.length) return chosen[index];
  const step = index - chosen.length;
  const lightness = (scheme === "dark" ? 0.72 : 0.5) + 0.07 * ((step % 3) - 1);
  return oklchToHex(lightness, 0.1, (step * 137.508) % 360);
}

/** The colours of `count` clusters. */
export function clusterColourList(count: number, scheme: Scheme): string[] {
  return Array.from({ length: count }, (_, index) => clusterColour(index, scheme));
}

const inks = ["#ffffff", "#0b1512"] as const;

/** White or black, whichever reads better on `colour` (#rrggbb), by the contrast of WCAG 2. */
export function inkOn(colour: string): string {
  const ground = luminance(colour);
  const contrasts = inks.map((ink) => {
    const other = luminance(ink);
    return (Math.max(ground, other) + 0.05) / (Math.min(ground, other) + 0.05);
  });
  return contrasts[0] >= contrasts[1] ? inks[0] : inks[1];
}

/** Relative luminance of #rrggbb in [0, 1]. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((from) => {
    const coded = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return coded <= 0.04045 ? coded / 12.92 : ((coded + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** For images without cluster or label. */
export const plainColour: Readonly<Record<Scheme, string>> = { dark: "#7f938c", light: "#7a8983" };

/** Right and wrong: blue and orange, which every kind of colour vision tells apart. */
export const matchColours: Readonly<Record<Scheme, readonly [right: string, wrong: string]>> = {
  dark: ["#5aa9e6", "#ff9f45"],
  light: ["#1f6fb4", "#c95a00"],
};

/** Lines of a chart, in the order of the loss terms. */
export function lineColour(index: number, scheme: Scheme): string {
  const order = [0, 2, 3, 4, 1, 6];
  return clusterColour(order[index % order.length], scheme);
}

/** `count` colours from doubtful to sure, even in lightness. */
export function confidenceRamp(count: number, scheme: Scheme): string[] {
  return Array.from({ length: count }, (_, i) => {
    const share = count === 1 ? 1 : i / (count - 1);
    return scheme === "dark"
      ? oklchToHex(0.46 + 0.46 * share, 0.1 + 0.03 * share, 290 - 190 * share)
      : oklchToHex(0.8 - 0.44 * share, 0.1 + 0.02 * share, 95 + 185 * share);
  });
}

/** sRGB of an OKLCH colour (Björn Ottosson's matrices), clipped to the gamut. */
function oklchToHex(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const hex = linear.map((value) => {
    const clipped = Math.min(1, Math.max(0, value));
    const coded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(255 * coded)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${hex.join("")}`;
}
