import type { MapView } from "./map-view";

/** The point nearest to a place on the screen, at most `reach` CSS pixels away, or null. */
export function nearestPoint(layout: Float32Array, view: MapView, left: number, top: number, reach: number): number | null {
  const [x, y] = view.at(left, top);
  let best: number | null = null;
  let least = (reach / view.scale) ** 2;
  for (let i = 0; i < layout.length; i += 2) {
    const dx = layout[i] - x;
    const dy = layout[i + 1] - y;
    const distance = dx * dx + dy * dy;
    if (distance < least) {
      least = distance;
      best = i >> 1;
    }
  }
  return best;
}

/** All points inside a closed line, given as [x, y] in the layout's plane (even-odd rule). */
export function pointsInside(layout: Float32Array, line: readonly (readonly [number, number])[]): number[] {
  const inside: number[] = [];
  for (let i = 0; i < layout.length; i += 2) {
    const x = layout[i];
    const y = layout[i + 1];
    let odd = false;
    for (let a = 0, b = line.length - 1; a < line.length; b = a++) {
      const [ax, ay] = line[a];
      const [bx, by] = line[b];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
    if (odd) inside.push(i >> 1);
  }
  return inside;
}
