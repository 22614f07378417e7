/** Values that α takes in turn, and the first of them. */
const stages = 40;
const first = 0.1;

/**
 * DKM's inverse temperature in step `iteration` of `iterations`, annealed: 40 values for as many equal stretches, from 0.1 upwards by
 * α_{i+1} = 2^(1 / ln²(i + 1)) α_i, i from 1 (Fard, Thonet and Gaussier 2020, section 3.3), whose steps shrink as α grows.
 */
export function annealedAlpha(iteration: number, iterations: number): number {
  const stage = Math.min(stages - 1, Math.floor((iteration * stages) / Math.max(1, iterations)));
  let alpha = first;
  for (let i = 1; i <= stage; i++) alpha *= 2 ** (1 / Math.log(i + 1) ** 2);
  return alpha;
}
