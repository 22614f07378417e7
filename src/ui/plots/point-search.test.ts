import { describe, expect, it } from "vitest";
import { MapView } from "./map-view";
import { nearestPoint, pointsInside } from "./point-search";

const layout = Float32Array.of(0, 0, 0.5, 0.5, -0.5, 0.5);

describe("nearestPoint", () => {
  it("finds the nearest within reach only", () => {
    const view = new MapView();
    view.width = 200;
    view.height = 200;
    view.fit({ x: -1, y: -1, width: 2, height: 2 });
    expect(nearestPoint(layout, view, 148, 52, 8)).toBe(1);
    expect(nearestPoint(layout, view, 170, 170, 8)).toBeNull();
  });
});

describe("pointsInside", () => {
  it("takes what the line surrounds", () => {
    const line = [
      [-0.1, -0.1],
      [0.8, -0.1],
      [0.8, 0.8],
      [-0.1, 0.8],
    ] as const;
    expect(pointsInside(layout, line)).toEqual([0, 1]);
  });
});
