import { describe, expect, it } from "vitest";
import { renderReport } from "./render";
import { type BenchReport, type TimeRow, targetsOf } from "./report";
import { sampleOf } from "./statistics";

const dense: TimeRow = {
  id: "dense-step",
  title: "MLP step",
  gflop: 3,
  images: 256,
  samples: { ours: sampleOf([250, 200, 300]), stock: sampleOf([2000]), torch: sampleOf([200]) },
};
const adam: TimeRow = { id: "adam-update", title: "Adam alone", gflop: null, images: null, samples: { ours: sampleOf([50]) } };
const convolutional: TimeRow = {
  id: "convolutional-step",
  title: "Convolutional step",
  gflop: 10,
  images: 256,
  samples: {
    ours: sampleOf([500]),
    stock: { absent: "Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'" },
    completed: sampleOf([5000]),
    torch: { absent: "out of memory" },
  },
};
const figures = {
  steps: [dense, adam, convolutional],
  neighbours: [],
  layout: {
    title: "UMAP of 10,000 × 10",
    ours: [{ ms: 2000, longestMs: 20 }],
    reference: [{ ms: 50_000, longestMs: 20_000 }],
  },
  memory: [
    {
      backend: "wasm",
      side: "ours",
      counts: [
        { repetitions: 10, tensors: 30, bytes: 4000 },
        { repetitions: 1000, tensors: 31, bytes: 4000 },
      ],
    },
  ],
  webgpu: {
    title: "MLP step",
    device: "some card",
    host: "Chromium 1",
    traffic: {
      ours: { dispatches: 60, bytesUp: 1024, bytesDown: 4 },
      stock: { dispatches: 240, bytesUp: 262144, bytesDown: 4 },
    },
    times: { ...dense, samples: { ours: sampleOf([1]), stock: sampleOf([4]) } },
  },
} as const;
const report: BenchReport = {
  format: "kindred benchmark 1",
  date: "2026-01-02T03:04:05.000Z",
  quick: false,
  machine: { processor: "A processor", cores: 2, memoryGiB: 8, system: "Linux 6", node: "20.19.0", load: 0.25 },
  versions: { tfjs: "4.22.0" },
  ...figures,
  kernels: [{ ...dense, id: "product-plain", title: "A · B", gflop: 6 }],
  profiles: [
    {
      id: "dense-step",
      title: "MLP step",
      side: "ours",
      gflop: 3,
      profile: {
        ms: 100,
        kernels: [
          { name: "BatchMatMul", calls: 22, ms: 80 },
          { name: "Adam", calls: 1, ms: 15 },
        ],
      },
    },
  ],
  leftOut: ["WebGPU: no browser."],
  targets: targetsOf(figures, false),
};
const lines = renderReport(report).split("\n");
const cells = (start: string) =>
  lines
    .find((line) => line.startsWith(`| ${start}`))
    ?.split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

describe("targets", () => {
  const byMeasure = (start: string) => report.targets.find(({ measure }) => measure.startsWith(start));
  it("are ratios of medians", () => {
    expect(byMeasure("MLP step on wasm")).toMatchObject({ id: "E1", value: 1.25, holds: true });
    expect(byMeasure("Adam's share")).toMatchObject({ id: "E3", value: 0.2, holds: false });
    expect(byMeasure("WebGPU dispatches")).toMatchObject({ id: "E4", value: 0.25, holds: true });
  });

  it("are neither held nor missed where a side is absent", () => {
    expect(byMeasure("convolutional step")).toMatchObject({ id: "E2", value: null, holds: null });
    expect(byMeasure("exact kNN")).toMatchObject({ id: "E6", value: null, holds: null });
  });

  it("are not judged in a quick run", () => {
    expect(targetsOf(figures, true).map(({ holds }) => holds)).toEqual(report.targets.map(() => null));
    expect(targetsOf(figures, true).map(({ value }) => value)).toEqual(report.targets.map(({ value }) => value));
  });

  it("are missed by a tensor too many, even one without bytes", () => {
    expect(report.targets.filter(({ id }) => id === "E5")).toMatchObject([
      { value: 0, holds: false },
      { value: null, holds: null },
    ]);
  });
});

describe("tables", () => {
  it("give medians, their range and the ratios", () => {
    expect(cells("MLP step ")).toEqual([
      "MLP step",
      "250 (200–300)",
      "2,000 (2,000–2,000)",
      "–",
      "200 (200–200)",
      "0.125",
      "1.25",
    ]);
  });

  it("name the missing kernel in the place of a number and compare with the completed side", () => {
    expect(cells("Convolutional step")).toEqual([
      "Convolutional step",
      "500 (500–500)",
      "no Conv2DBackpropFilter",
      "5,000 (5,000–5,000)",
      "failed: out of memory",
      "0.1 †",
      "–",
    ]);
  });

  it("turn times into rates", () => {
    expect(cells("A · B")).toEqual(["A · B", "24", "3", "30"]);
  });

  it("share a step out to its kernels and to what lies between them", () => {
    expect(cells("BatchMatMul")).toEqual(["BatchMatMul", "22", "80", "80.0 %"]);
    // Three of the six operations of a product that takes 250 ms.
    expect(cells("its 3 GFLOP")).toEqual(["its 3 GFLOP of products, at the rate of A · B", "", "125", "125.0 %"]);
    expect(cells("between kernels")).toEqual(["between kernels", "", "5", "5.0 %"]);
  });

  it("say what was left out, the machine and the date", () => {
    const text = lines.join("\n");
    expect(text).toContain("- WebGPU: no browser.");
    expect(text).toContain("2026-01-02, A processor, 2 cores, 8 GiB, Linux 6, Node 20.19.0; load 0.3 before the run.");
    expect(text).not.toContain("Quick run");
    expect(renderReport({ ...report, quick: true })).toContain("Quick run");
  });

  it("leave a part out that did not run", () => {
    const text = renderReport({ ...report, kernels: [], memory: [], webgpu: null, profiles: [], leftOut: [] });
    for (const title of ["Kernels", "Memory", "WebGPU:", "Where the time", "Not measured"])
      expect(text).not.toContain(`## ${title}`);
  });
});
