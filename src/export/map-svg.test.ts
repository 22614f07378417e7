import { describe, expect, it } from "vitest";
import { layOutKey, type MapFigure } from "./map-figure";
import { mapSvg } from "./map-svg";

const figure: MapFigure = {
  width: 200,
  height: 100,
  title: 'Digits <"a" & b>',
  ground: "#101715",
  ink: "#ffffff",
  muted: "#9aaaa4",
  places: Float32Array.of(10, 20, 50.128, 60, 900, 20, 30, 30),
  categories: [0, 1, 1, 1],
  colours: ["#111111", "#222222"],
  radius: 2,
  selected: null,
  opacity: 0.85,
  fadedOpacity: 0.16,
  labels: [{ left: 40, top: 40, text: "0" }],
  thumbnails: null,
  key: null,
};

const count = (text: string, part: string) => text.split(part).length - 1;

describe("mapSvg", () => {
  it("draws a circle for every point in view, by colour, and the labels", () => {
    const svg = mapSvg(figure, new Map());
    expect(count(svg, "<circle")).toBe(3);
    expect(svg).toContain('cx="50.13"');
    expect(svg.indexOf("#111111")).toBeLessThan(svg.indexOf("#222222"));
    expect(svg).toContain('<text x="40" y="44">0</text>');
    expect(svg).toContain("<title>Digits &lt;&quot;a&quot; &amp; b&gt;</title>");
    expect(svg).toContain('viewBox="0 0 200 100"');
    for (const element of ["svg", "g", "defs", "clipPath", "title", "text"])
      expect(count(svg, `<${element}>`) + count(svg, `<${element} `)).toBe(count(svg, `</${element}>`));
  });

  it("draws selected points last and opaque, the others faded", () => {
    const svg = mapSvg({ ...figure, selected: Uint8Array.of(1, 0, 0, 0) }, new Map());
    expect(svg.indexOf('fill="#222222" fill-opacity="0.16"')).toBeGreaterThan(0);
    expect(svg.indexOf('fill="#222222" fill-opacity="0.16"')).toBeLessThan(svg.indexOf('fill="#111111" fill-opacity="1"'));
  });

  it("embeds the thumbnails that it is given", () => {
    const thumbnails = { side: 20, border: 2, indices: [1, 3] };
    const svg = mapSvg({ ...figure, thumbnails }, new Map([[1, "data:image/png;base64,AA"]]));
    expect(count(svg, "<image")).toBe(1);
    expect(svg).toContain('x="40.13" y="50" width="20" height="20" href="data:image/png;base64,AA"');
    expect(mapSvg(figure, new Map([[1, "data:image/png;base64,AA"]]))).not.toContain("<image");
  });

  it("puts the key below the map", () => {
    const ramp = { low: "0.1", high: "2.3", colours: ["#000000", "#ffffff"] };
    const key = { title: "Entropy", names: [{ name: "none", colour: "#333333" }], more: 0, ramp };
    const svg = mapSvg({ ...figure, width: 400, key }, new Map());
    expect(svg).toContain("Entropy");
    expect(svg).toContain('<stop offset="1" stop-color="#ffffff"/>');
    expect(Number(/height="(\d+)" viewBox/.exec(svg)?.[1])).toBe(100 + layOutKey(key, 400).height);
  });
});

describe("layOutKey", () => {
  it("breaks into rows that keep within the width", () => {
    const names = Array.from({ length: 12 }, (_, i) => ({ name: `class number ${i}`, colour: "#000000" }));
    const key = { title: null, names, more: 3, ramp: null };
    const wide = layOutKey(key, 4000);
    const narrow = layOutKey(key, 300);
    expect(narrow.height).toBeGreaterThan(wide.height);
    for (const mark of narrow.marks) expect(mark.left).toBeLessThan(300);
    expect(narrow.marks.filter(({ kind }) => kind === "dot")).toHaveLength(12);
    expect(narrow.marks.at(-1)).toMatchObject({ kind: "text", text: "and 3 more" });
  });

  it("takes no room without a key", () => {
    expect(layOutKey(null, 300)).toEqual({ marks: [], height: 0 });
  });
});
