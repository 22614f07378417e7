/** Centres are rounded to a quarter of a pixel, which the eye can't tell from none. */
const phases = 4;

/** A soft-edged disc as the pixels that it covers, ready to be laid over an image. */
export interface Stamp {
  /** Pixel of the image, relative to the one that holds the disc's centre. */
  readonly offsets: Int32Array;
  /** The same, as columns and rows. */
  readonly columns: Int8Array;
  readonly rows: Int8Array;
  /** Of 256. */
  readonly alphas: Uint16Array;
}

export interface DiscStamps {
  /** No pixel of a stamp is farther from the centre's. */
  readonly reach: number;
  /** The stamp for a centre whose fractions lie in these quarters; 16 in all. */
  readonly stamps: readonly Stamp[];
}

/** The disc of `radius` pixels at each of 16 places within a pixel, for an image `width` pixels wide. */
export function discStamps(radius: number, opacity: number, width: number): DiscStamps {
  const reach = Math.ceil(radius + 0.5);
  const stamps = Array.from({ length: phases * phases }, (_, phase) => {
    const cx = ((phase % phases) + 0.5) / phases;
    const cy = (Math.floor(phase / phases) + 0.5) / phases;
    const covered: [number, number, number][] = [];
    for (let y = -reach; y <= reach; y++)
      for (let x = -reach; x <= reach; x++) {
        const coverage = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy)));
        const alpha = Math.round(256 * opacity * coverage);
        if (alpha > 0) covered.push([x, y, alpha]);
      }
    return {
      offsets: Int32Array.from(covered, ([x, y]) => y * width + x),
      columns: Int8Array.from(covered, ([x]) => x),
      rows: Int8Array.from(covered, ([, y]) => y),
      alphas: Uint16Array.from(covered, ([, , alpha]) => alpha),
    };
  });
  return { reach, stamps };
}
