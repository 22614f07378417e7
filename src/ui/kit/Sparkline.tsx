import { memo } from "react";

interface Props {
  readonly values: readonly (number | null)[];
  readonly min: number;
  readonly max: number;
  readonly width?: number;
  readonly height?: number;
}

const mostPoints = 120;

/** A small line without axes; the figure beside it says the value, so it is hidden from assistive technology. */
export const Sparkline = memo(function Sparkline({ values, min, max, width = 120, height = 26 }: Props) {
  const known = values.filter((value): value is number => value !== null);
  const step = Math.max(1, Math.ceil(known.length / mostPoints));
  const shown = known.filter((_, index) => index % step === 0 || index === known.length - 1);
  const x = (index: number) => (shown.length < 2 ? width : (index / (shown.length - 1)) * (width - 4) + 2);
  const y = (value: number) => height - 3 - ((value - min) / (max - min || 1)) * (height - 6);
  const points = shown.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const last = shown.at(-1);
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points} />
      {last !== undefined && <circle cx={x(shown.length - 1)} cy={y(last)} r="2" />}
    </svg>
  );
});
