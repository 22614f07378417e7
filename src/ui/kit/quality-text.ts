interface Quality {
  readonly trustworthiness: number;
  readonly continuity: number;
}

/** Such as "trust 0.951 · continuity 0.972"; a figure that is no number, as of two images, is left out. */
export function qualityText({ trustworthiness, continuity }: Quality): string {
  return Object.entries({ trust: trustworthiness, continuity })
    .filter(([, value]) => Number.isFinite(value))
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join(" · ");
}
