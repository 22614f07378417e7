export const sliderSteps = 200;

export function toSlider(value: number, min: number, max: number, log: boolean): number {
  const share = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.min(1, Math.max(0, share)) * sliderSteps);
}

/** Two figures are enough of a slider: 0.0031, not 0.003125713. Its ends are exact. */
export function fromSlider(position: number, min: number, max: number, log: boolean, whole: boolean): number {
  if (position === 0) return min;
  if (position === sliderSteps) return max;
  const share = position / sliderSteps;
  const value = log ? min * (max / min) ** share : min + share * (max - min);
  return Math.min(max, Math.max(min, whole ? Math.round(value) : Number(value.toPrecision(2))));
}
