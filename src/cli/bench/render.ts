import { brief, markdownTable } from "./markdown-table";
import type { SideId } from "./plan";
import {
  type BenchReport,
  type LayoutEntry,
  medianOf,
  type ProfileEntry,
  type Target,
  type TimeRow,
  type WebgpuResult,
} from "./report";
import { sideTitles } from "./side-titles";
import { ratioOf, type Sample } from "./statistics";

/** Kernels named in a profile; the others are added up. */
const namedKernels = 9;

/** The tables of a run as Markdown: what BENCHMARKS.md holds and what the terminal shows. */
export function renderReport(report: BenchReport): string {
  const { steps, kernels, neighbours, webgpu, profiles } = report;
  const sections = [
    `# Benchmarks\n\n${introduction(report)}`,
    section("Targets", targets(report.targets)),
    section("Times, milliseconds", times([...steps, ...neighbours]), legend),
    report.layout ? section("Layout, milliseconds", layoutTimes(report.layout)) : "",
    section("Images a second", speeds(steps)),
    section("Kernels, GFLOP/s", rates(kernels)),
    webgpu ? section(`WebGPU: ${webgpu.device}, ${webgpu.host}`, traffic(webgpu), times(webgpu.times ? [webgpu.times] : [])) : "",
    section("Memory", memory(report)),
    section("Where the time of a step goes", profiles.map((entry) => profileOf(entry, kernels)).join("\n\n")),
    section("Not measured", report.leftOut.map((line) => `- ${line}`).join("\n")),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

/** A heading and what stands under it; nothing where nothing does. */
function section(title: string, first: string, ...rest: readonly string[]): string {
  return first === "" ? "" : [`## ${title}`, first, ...rest.filter((text) => text !== "")].join("\n\n");
}

function introduction({ date, quick, machine, versions }: BenchReport): string {
  const { processor, cores, memoryGiB, system, node, load } = machine;
  const compared = Object.entries(versions).map(([name, version]) => `\n- ${name}: ${version}`);
  return [
    "How fast a training step is, beside the same step on stock tfjs and on PyTorch, and what else the compute core promises " +
      "(the targets E1 to E7). The sides are processes of their own that take turns, repetition by repetition, so that what else " +
      "the machine does hits all alike; compare within a table, not between tables.",
    "Written by `npm run bench -- --write BENCHMARKS.md`; not to be edited.",
    `${date.slice(0, 10)}, ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; load ${load.toFixed(1)} before the run.\n${compared.join("")}`,
    ...(quick ? ["**Quick run: small sizes and few repetitions. These times say nothing about speed.**"] : []),
  ].join("\n\n");
}

const legend = [
  "Median (least to most); one thread but for the column that says otherwise. A ratio below 1: ours is faster.",
  "† Stock tfjs can't train a convolution on wasm: it lacks one kernel. “Stock, completed” has it, put together from tfjs's own operations.",
  "PyTorch, 128 bits, is the same held to SSE4.1, whose vectors are as wide as WebAssembly's: what lies between its two columns " +
    "is what AVX2 brings, vectors of 256 bits and multiply and add in one.",
].join("\n");

function targets(rows: readonly Target[]): string {
  const verdict = ({ holds, value }: Target) => {
    if (value === null) return "not measured";
    return holds === null ? "not judged" : holds ? "holds" : "**missed**";
  };
  return markdownTable(
    ["", "target", "this run", "verdict"],
    rows.map((row) => [`${row.id}: ${row.measure}`, row.goal, row.value === null ? "–" : brief(row.value), verdict(row)]),
  );
}

const allSides: readonly SideId[] = ["ours", "threaded", "stock", "completed", "torch", "narrowTorch"];

/** The sides that any of `rows` was measured on, in the order of columns. */
function sidesOf(rows: readonly TimeRow[]): SideId[] {
  return allSides.filter((id) => rows.some(({ samples }) => samples[id]));
}

function times(rows: readonly TimeRow[]): string {
  if (rows.length === 0) return "";
  const columns = sidesOf(rows);
  const withTorch = columns.includes("torch");
  return markdownTable(
    ["", ...columns.map((id) => sideTitles[id]), "ours / stock", ...(withTorch ? ["ours / PyTorch"] : [])],
    rows.map(({ title, samples }) => [
      title,
      ...columns.map((id) => timeCell(samples[id])),
      ratioToStock(samples),
      ...(withTorch ? [ratioCell(ratioOf(samples.ours, samples.torch))] : []),
    ]),
  );
}

function timeCell(sample: Sample | undefined): string {
  if (!sample) return "–";
  if ("absent" in sample) return absence(sample.absent);
  return `${brief(sample.median)} (${brief(sample.min)}–${brief(sample.max)})`;
}

/** tfjs's own words for a missing kernel are long. */
function absence(reason: string): string {
  const kernel = /Kernel '(\w+)' not registered/.exec(reason)?.[1];
  return kernel ? `no ${kernel}` : `failed: ${reason.slice(0, 60)}`;
}

function ratioToStock({ ours, stock, completed }: TimeRow["samples"]): string {
  const direct = ratioOf(ours, stock);
  if (direct !== null) return ratioCell(direct);
  const other = ratioOf(ours, completed);
  return other === null ? "–" : `${ratioCell(other)} †`;
}

function layoutTimes({ title, ours, reference }: LayoutEntry): string {
  const cell = (times: LayoutEntry["ours"], of: "ms" | "longestMs") => {
    const all = times.map((time) => time[of]);
    return `${brief(medianOf(times, of))} (${brief(Math.min(...all))}–${brief(Math.max(...all))})`;
  };
  const row = (name: string, of: "ms" | "longestMs") => [
    name,
    cell(ours, of),
    cell(reference, of),
    brief(medianOf(ours, of) / medianOf(reference, of)),
  ];
  return markdownTable(
    ["", "ours", "umap-js", "ours / umap-js"],
    [row(title, "ms"), row("the longest that anything else waited for the thread", "longestMs")],
  );
}

const ratioCell = (ratio: number | null) => (ratio === null ? "–" : brief(ratio));

function speeds(rows: readonly TimeRow[]): string {
  const steps = rows.filter(({ images }) => images !== null);
  return rateTable(steps, ({ images }) => (images ?? 0) * 1000);
}

function rates(rows: readonly TimeRow[]): string {
  return rateTable(rows, ({ gflop }) => (gflop ?? 0) * 1000);
}

/** `amountOf` a row in a thousandth of a repetition, over its median. */
function rateTable(rows: readonly TimeRow[], amountOf: (row: TimeRow) => number): string {
  if (rows.length === 0) return "";
  const columns = sidesOf(rows);
  const cell = (row: TimeRow, sample: Sample | undefined) => {
    if (!sample) return "–";
    return "absent" in sample ? absence(sample.absent) : brief(amountOf(row) / sample.median);
  };
  return markdownTable(
    ["", ...columns.map((id) => sideTitles[id])],
    rows.map((row) => [row.title, ...columns.map((id) => cell(row, row.samples[id]))]),
  );
}

function traffic({ title, traffic: { ours, stock } }: WebgpuResult): string {
  const row = (name: string, mine: number | undefined, theirs: number | undefined) => [
    name,
    mine?.toLocaleString("en-US") ?? "–",
    theirs?.toLocaleString("en-US") ?? "–",
    mine !== undefined && theirs ? brief(mine / theirs) : "–",
  ];
  return markdownTable(
    [title, sideTitles.ours, sideTitles.stock, "ours / stock"],
    [
      row("dispatches", ours?.dispatches, stock?.dispatches),
      row("bytes to the device", ours?.bytesUp, stock?.bytesUp),
      row("bytes read back", ours?.bytesDown, stock?.bytesDown),
    ],
  );
}

function memory({ memory: entries }: BenchReport): string {
  if (entries.length === 0) return "";
  const rows = entries.flatMap(({ backend, side, counts }) =>
    counts.map(({ repetitions, tensors, bytes }) => [
      `${backend}, ${sideTitles[side]}`,
      repetitions.toLocaleString("en-US"),
      tensors.toLocaleString("en-US"),
      bytes.toLocaleString("en-US"),
    ]),
  );
  return markdownTable(["of a small autoencoder", "steps", "tensors", "bytes"], rows);
}

function profileOf({ title, side, gflop, profile: { ms, kernels } }: ProfileEntry, rows: readonly TimeRow[]): string {
  const named = kernels.slice(0, namedKernels);
  const others = kernels.slice(namedKernels);
  const sum = (shares: typeof kernels, of: "ms" | "calls") => shares.reduce((total, share) => total + share[of], 0);
  const row = (name: string, calls: string, part: number) => [name, calls, brief(part), `${((100 * part) / ms).toFixed(1)} %`];
  const floor = productsAlone(gflop, side, rows);
  return markdownTable(
    [`${title}: ${sideTitles[side]}`, "calls", "ms", "share"],
    [
      ...named.map((share) => row(share.name, brief(share.calls), share.ms)),
      row(`${others.length} others`, brief(sum(others, "calls")), sum(others, "ms")),
      row("between kernels", "", ms - sum(kernels, "ms")),
      row("step, with the clocks", "", ms),
      ...(floor === null ? [] : [row(`its ${brief(gflop ?? 0)} GFLOP of products, at the rate of A · B`, "", floor)]),
    ],
  );
}

/** Milliseconds that `gflop` take this side at the rate of its large square product: the floor of a step. */
function productsAlone(gflop: number | null, side: SideId, rows: readonly TimeRow[]): number | null {
  const product = rows.find(({ id }) => id === "product-plain");
  const sample = product?.samples[side];
  return gflop !== null && product?.gflop && sample && "ms" in sample ? (gflop / product.gflop) * sample.median : null;
}
