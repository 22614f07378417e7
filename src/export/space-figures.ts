/** Figures in the space of a run's codes and in that of what it began with: pixels, features or vectors. Null where there is no such space. */
export interface SpaceFigures<Figures> {
  readonly codes: Figures | null;
  readonly pixels: Figures | null;
}

/** Of a method that clusters its input as it is, what the engine measured "in the codes" is of the input: it has no codes of its own. */
export function bySpace<Figures>(measured: { readonly codes: Figures; readonly pixels: Figures | null }): SpaceFigures<Figures> {
  const { codes, pixels } = measured;
  return pixels === null ? { codes: null, pixels: codes } : { codes, pixels };
}
