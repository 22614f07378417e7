/** Points up to which all of them are landmarks. */
const mostExact = 2000;
/** Ways from landmarks to points that are held at most, in f32: 256 MiB. */
const mostWays = 2 ** 26;

/** How many of n points are landmarks where `asked` are wanted: fewer where their ways to all points would take too much memory. */
export function landmarkCount(n: number, asked: number): number {
  return n <= mostExact ? n : Math.max(1, Math.min(asked, Math.floor(mostWays / n)));
}
