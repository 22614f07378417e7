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

/**
 * Colour of cluster (or class) `index`; -1 is noise. Beyond the first twenty each is the one, of a lattice over OKLCH, that lies
 * farthest from all before it in OKLab: any two are 0.079 apart at least among 40, 0.061 among 64, 0.039 among 128; then they come
 * again. So many can't all be named by eye; the number on the map and in every list does that.
 */
export function clusterColour(index: number, scheme: Scheme): string {
  if (index < 0) return noiseColour[scheme];
  const chosen = clusterColours[scheme];
  if (index < chosen.length) return chosen[index];
  const further = furtherColours(scheme);
  return further[(index - chosen.length) % further.length];
}

const further: { light?: readonly string[]; dark?: readonly string[] } = {};
const furtherCount = 108;

function furtherColours(scheme: Scheme): readonly string[] {
  const made = further[scheme];
  if (made) return made;
  const from = scheme === "dark" ? 0.52 : 0.32;
  const lattice: { readonly colour: string; readonly lab: Lab }[] = [];
  for (const lightness of [0, 0.09, 0.18, 0.27, 0.36].map((step) => from + step))
    for (const chroma of [0.05, 0.1, 0.15])
      for (let hue = 0; hue < 360; hue += 15) {
        const colour = oklchToHex(lightness, chroma, hue);
        lattice.push({ colour, lab: labOf(colour) });
      }
  // What is taken for another thing must not be a cluster's colour.
  const taken = [...clusterColours[scheme], noiseColour[scheme], plainColour[scheme]].map(labOf);
  const nearest = lattice.map(({ lab }) => Math.min(...taken.map((other) => distanceOf(lab, other))));
  const colours: string[] = [];
  while (colours.length < furtherCount) {
    const best = nearest.indexOf(Math.max(...nearest));
    colours.push(lattice[best].colour);
    lattice.forEach(({ lab }, i) => {
      nearest[i] = Math.min(nearest[i], distanceOf(lab, lattice[best].lab));
    });
  }
  further[scheme] = colours;
  return colours;
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
  const [r, g, b] = linearOf(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The three channels of #rrggbb in [0, 1], as light and not as coded. */
function linearOf(colour: string): readonly number[] {
  return [1, 3, 5].map((from) => {
    const coded = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return coded <= 0.04045 ? coded / 12.92 : ((coded + 0.055) / 1.055) ** 2.4;
  });
}

/** For images without cluster or label. */
export const plainColour: Readonly<Record<Scheme, string>> = { dark: "#7f938c", light: "#7a8983" };

/** For images that the method left out of every cluster: paler than any of these, and without hue. */
export const noiseColour: Readonly<Record<Scheme, string>> = { dark: "#616b68", light: "#8f9693" };

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

/** `count` colours from low to high, even in lightness, which every kind of colour vision sees. */
export function numberRamp(count: number, scheme: Scheme): string[] {
  return Array.from({ length: count }, (_, i) => {
    const share = count === 1 ? 1 : i / (count - 1);
    return scheme === "dark"
      ? oklchToHex(0.46 + 0.46 * share, 0.1 + 0.03 * share, 290 - 190 * share)
      : oklchToHex(0.8 - 0.44 * share, 0.1 + 0.02 * share, 95 + 185 * share);
  });
}

type Lab = readonly [lightness: number, a: number, b: number];

function distanceOf(one: Lab, other: Lab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** OKLab of #rrggbb (Björn Ottosson's matrices). */
function labOf(colour: string): Lab {
  const [r, g, b] = linearOf(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
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
