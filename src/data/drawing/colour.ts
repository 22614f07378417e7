/** Red, green and blue in [0, 1]. */
export type Rgb = readonly [number, number, number];

/** Hue in turns (any real), saturation and value in [0, 1]. */
export function hsvToRgb(hue: number, saturation: number, value: number): Rgb {
  const channel = (offset: number) => {
    const k = (((offset + hue * 6) % 6) + 6) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}

/** From `a` at 0 to `b` at 1. */
export function mix(a: Rgb, b: Rgb, part: number): Rgb {
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2])];
}

/** `colour` made brighter or darker; may leave [0, 1]. */
export function scaled(colour: Rgb, factor: number): Rgb {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}
