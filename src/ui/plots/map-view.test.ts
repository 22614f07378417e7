import { describe, expect, it } from "vitest";
import { areaOf, boxOf, isSeen, MapView } from "./map-view";

function viewOf(): MapView {
  const view = new MapView();
  view.width = 400;
  view.height = 200;
  view.fit({ x: -1, y: -1, width: 2, height: 2 });
  return view;
}

describe("MapView", () => {
  it("fits the smaller side and turns y over", () => {
    const view = viewOf();
    expect(view.place(0, 0)).toEqual([200, 100]);
    expect(view.place(1, 1)).toEqual([300, 0]);
  });

  it("finds back the point that lies at a place", () => {
    const view = viewOf();
    view.zoomAt(1.7, 30, 150);
    view.moveBy(12, -9);
    const [x, y] = view.at(...view.place(0.25, -0.4));
    expect(x).toBeCloseTo(0.25, 12);
    expect(y).toBeCloseTo(-0.4, 12);
  });

  it("keeps the point under the pointer where it is while zooming", () => {
    const view = viewOf();
    const before = view.at(37, 61);
    view.zoomAt(3, 37, 61);
    const after = view.at(37, 61);
    expect(after[0]).toBeCloseTo(before[0], 12);
    expect(after[1]).toBeCloseTo(before[1], 12);
  });
});

describe("areaOf", () => {
  it("holds all points with room around them", () => {
    const area = areaOf(Float32Array.of(-1, 0, 1, 0.5));
    expect(area.x).toBeLessThan(-1);
    expect(area.x + area.width).toBeGreaterThan(1);
    expect(area.y + area.height).toBeGreaterThan(0.5);
  });

  it("is no needle's eye where all points lie at one place", () => {
    expect(areaOf(Float32Array.of(0.5, 0, 0.5, 0))).toEqual({ x: -0.5, y: -1, width: 2, height: 2 });
  });
});

describe("isSeen", () => {
  const box = boxOf(Float32Array.of(-1, 0.5, 1, -1, 0, 1));

  it("is true of what the view was fitted to with room around it, and false once a point at a side is cut", () => {
    const view = viewOf();
    const place = (x: number, y: number) => view.place(x, y);
    expect(box).toEqual({ x: -1, y: -1, width: 2, height: 2 });
    // Half of the points at its upper and lower side is beyond the edge.
    expect(isSeen(box, place, view)).toBe(false);
    view.fit(areaOf(Float32Array.of(-1, 0.5, 1, -1, 0, 1)));
    expect(isSeen(box, place, view)).toBe(true);
    expect(isSeen({ ...box, height: 2.1 }, place, view)).toBe(false);
    expect(isSeen({ ...box, y: -1.1 }, place, view)).toBe(false);
    // Beside the square there is room.
    expect(isSeen({ ...box, width: 2.9 }, place, view)).toBe(true);
    view.moveBy(120, 0);
    expect(isSeen(box, place, view)).toBe(false);
  });
});
