import { keyFontSize, layOutKey, type MapFigure } from "./map-figure";

/** Images as `data:` addresses, by image index. */
export type Pictures = ReadonlyMap<number, string>;

/**
 * The figure as a drawing: a circle a point, grouped by colour, text as text. Points outside the map's edges are left out. `pictures`
 * holds the thumbnails that the figure shows.
 */
export function mapSvg(figure: MapFigure, pictures: Pictures): string {
  const { width, height, ground, ink, title } = figure;
  const key = layOutKey(figure.key, width);
  const whole = height + key.height;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<defs><clipPath id="map"><rect width="${width}" height="${height}"/></clipPath></defs>`,
    `<rect width="${width}" height="${whole}" fill="${ground}"/>`,
    `<g clip-path="url(#map)">`,
    ...circles(figure),
    ...thumbnails(figure, pictures),
    `</g>`,
    `<g font-family="system-ui, sans-serif" font-size="12" font-weight="650" text-anchor="middle" fill="${ink}" stroke="${ground}" stroke-width="4" stroke-linejoin="round" paint-order="stroke">`,
    ...figure.labels.map(({ left, top, text }) => `<text x="${short(left)}" y="${short(top + 4)}">${escaped(text)}</text>`),
    `</g>`,
    `<g font-family="system-ui, sans-serif" font-size="${keyFontSize}" fill="${figure.muted}" transform="translate(0 ${height})">`,
    ...key.marks.map((mark, i) => {
      const { left, top } = mark;
      if (mark.kind === "text") return `<text x="${short(left)}" y="${short(top + 4)}">${escaped(mark.text)}</text>`;
      if (mark.kind === "dot") return `<circle cx="${short(left + 5)}" cy="${short(top)}" r="4.5" fill="${mark.colour}"/>`;
      const stops = mark.colours.map(
        (colour, at) => `<stop offset="${short(at / Math.max(1, mark.colours.length - 1))}" stop-color="${colour}"/>`,
      );
      return (
        `<linearGradient id="ramp${i}">${stops.join("")}</linearGradient>` +
        `<rect x="${short(left)}" y="${short(top - 4)}" width="${mark.width}" height="8" rx="4" fill="url(#ramp${i})"/>`
      );
    }),
    `</g>`,
    `</svg>`,
  ];
  return `${parts.join("\n")}\n`;
}

function circles({ places, categories, colours, radius, selected, opacity, fadedOpacity, width, height }: MapFigure): string[] {
  const groups: string[] = [];
  for (const turn of selected ? [0, 1] : [-1]) {
    const byColour = colours.map((): string[] => []);
    for (let i = 0; i < places.length / 2; i++) {
      const left = places[2 * i];
      const top = places[2 * i + 1];
      if (selected && selected[i] !== turn) continue;
      if (!(left > -radius && top > -radius && left < width + radius && top < height + radius)) continue;
      byColour[categories[i]].push(`<circle cx="${short(left)}" cy="${short(top)}" r="${short(radius)}"/>`);
    }
    const fill = turn === 1 ? 1 : turn === 0 ? fadedOpacity : opacity;
    byColour.forEach((drawn, colour) => {
      if (drawn.length > 0) groups.push(`<g fill="${colours[colour]}" fill-opacity="${fill}">`, ...drawn, "</g>");
    });
  }
  return groups;
}

function thumbnails(
  { thumbnails, places, categories, colours, selected, fadedOpacity }: MapFigure,
  pictures: Pictures,
): string[] {
  if (!thumbnails) return [];
  const { side, border, indices } = thumbnails;
  return indices.flatMap((index) => {
    const picture = pictures.get(index);
    if (picture === undefined) return [];
    const left = places[2 * index] - side / 2;
    const top = places[2 * index + 1] - side / 2;
    const whole = side + 2 * border;
    const fade = selected && selected[index] === 0 ? ` opacity="${2 * fadedOpacity}"` : "";
    return (
      `<g${fade}><rect x="${short(left - border)}" y="${short(top - border)}" width="${whole}" height="${whole}" fill="${colours[categories[index]]}"/>` +
      `<image x="${short(left)}" y="${short(top)}" width="${side}" height="${side}" href="${picture}"/></g>`
    );
  });
}

/** Two digits after the point: finer than any screen. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}
