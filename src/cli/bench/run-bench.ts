import { CommandError } from "../command-error";
import type { BenchArguments } from "./bench-arguments";
import { layoutsOf } from "./layout-part";
import { thisMachine } from "./machine";
import { type Plan, planFor, type SideId } from "./plan";
import { type BenchReport, targetsOf, type WebgpuResult } from "./report";
import { memoryOn, profileAll, type Surroundings, timeAll, trafficOf } from "./run-parts";
import { SideSet } from "./side-set";
import { sideTitles } from "./side-titles";
import { openProcessorSide, openWebgpuSide } from "./sides";

/** Graphics cards that are programs: their times, ten seconds a step and more, say nothing of a card's. */
const softwareDevice = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

const processorSides: readonly SideId[] = ["ours", "threaded", "stock", "completed", "torch", "narrowTorch"];

/** Runs the benchmark. What a side can't do is written down, not thrown; only our own engine must be there. */
export async function runBench({ quick, only }: BenchArguments, surroundings: Surroundings): Promise<BenchReport> {
  const plan = planFor(quick);
  // Now: afterwards the load is our own.
  const machine = thisMachine();
  const has = (part: BenchArguments["only"][number]) => only.includes(part);
  const sides = new SideSet();
  const gpuSides = new SideSet();
  try {
    const versions = only.some((part) => part !== "webgpu" && part !== "layout") ? await openProcessorSides(sides) : {};
    const time = (plans: typeof plan.steps) => timeAll(plans, sides, surroundings);
    // First, while nothing lies about that another part's failure has left behind.
    const memory = has("memory") ? await memoryOn("wasm", plan.memory, ["ours", "stock"], sides, surroundings) : [];
    const steps = has("steps") ? await time(plan.steps) : [];
    const kernels = has("kernels") ? await time(plan.kernels) : [];
    const profiles = has("profile") ? await profileAll(plan.profile, sides, surroundings) : [];
    const neighbours = has("neighbours") ? await time(plan.neighbours) : [];
    const layout = has("layout") ? await layoutsOf(plan.layout, surroundings) : null;
    // Before a browser starts: its processes take their share of the cores.
    await sides.closeAll();

    const gpu = has("webgpu") ? await onWebgpu(plan.webgpu, gpuSides, surroundings) : null;
    const figures = { steps, neighbours, layout, memory: [...memory, ...(gpu?.memory ?? [])], webgpu: gpu?.result ?? null };
    const leftOut = [...sides.faults, ...gpuSides.faults.map((fault) => `WebGPU, ${fault}`)];
    const head = { format: "kindred benchmark 1", date: surroundings.date, quick, machine, versions } as const;
    return { ...head, ...figures, kernels, profiles, leftOut, targets: targetsOf(figures, quick) };
  } finally {
    await sides.closeAll();
    await gpuSides.closeAll();
  }
}

/** Opens what there is; resolves to what runs each of them, by title. */
async function openProcessorSides(sides: SideSet): Promise<Record<string, string>> {
  const opened = await Promise.all(processorSides.map((id) => sides.open(id, () => openProcessorSide(id))));
  if (!opened[processorSides.indexOf("ours")]) {
    throw new CommandError(`Our own engine did not start. ${sides.faults.join(" ")}`);
  }
  return Object.fromEntries(
    processorSides.flatMap((id, i) => {
      const side = opened[i];
      return side ? [[sideTitles[id], `${side.library} in ${side.host}, ${side.device}, threads: ${side.threads}`]] : [];
    }),
  );
}

/** Both sides in the same place: in Node where Dawn and a driver are, else in a browser. Null where neither works. */
async function onWebgpu({ step, memory }: Plan["webgpu"], sides: SideSet, surroundings: Surroundings) {
  for (const place of ["Node", "a browser"] as const) {
    surroundings.say(`WebGPU in ${place}: starting`);
    const ours = await sides.open("ours", () => openWebgpuSide("ours", place), `in ${place}`);
    if (!ours) continue;
    await sides.open("stock", () => openWebgpuSide("stock", place), `in ${place}`);
    const counts = await memoryOn("webgpu", memory, ["ours"], sides, surroundings);
    const traffic = await trafficOf(step, sides, surroundings);
    const { device, host } = ours;
    const [times = null] = softwareDevice.test(device) ? [] : await timeAll([step], sides, surroundings);
    return { result: { title: step.title, device, host, traffic, times } satisfies WebgpuResult, memory: counts };
  }
  return null;
}
