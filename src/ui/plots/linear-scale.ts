/** A linear scale of the kind regl-scatterplot keeps in step with its view: setters with an argument, getters without. */
export interface LinearScale {
  (value: number): number;
  domain(): readonly number[];
  domain(values: readonly number[]): LinearScale;
  range(): readonly number[];
  range(values: readonly number[]): LinearScale;
}

export function linearScale(): LinearScale {
  let from: readonly number[] = [-1, 1];
  let to: readonly number[] = [0, 1];
  const place = (value: number) => to[0] + ((value - from[0]) / (from[1] - from[0])) * (to[1] - to[0]);
  function domain(): readonly number[];
  function domain(values: readonly number[]): LinearScale;
  function domain(values?: readonly number[]) {
    if (!values) return from;
    from = values;
    return scale;
  }
  function range(): readonly number[];
  function range(values: readonly number[]): LinearScale;
  function range(values?: readonly number[]) {
    if (!values) return to;
    to = values;
    return scale;
  }
  const scale = Object.assign(place, { domain, range });
  return scale;
}
