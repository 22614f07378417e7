import type { GpuTraffic } from "../../nn/dispatch-count";
import { measure } from "./measure";
import { gflopOf } from "./operations";
import type { MemoryPlan, Plan, SideId, TimePlan } from "./plan";
import type { MemoryEntry, ProfileEntry, TimeRow } from "./report";
import type { SideSet } from "./side-set";

export interface Surroundings {
  now(): number;
  /** ISO 8601. */
  readonly date: string;
  /** Told what comes next. */
  say(line: string): void;
}

/** Times every piece of work on the sides it asks for. */
export async function timeAll(plans: readonly TimePlan[], sides: SideSet, { now, say }: Surroundings): Promise<TimeRow[]> {
  const rows: TimeRow[] = [];
  for (const { id, title, work, images, sides: asked, patience } of plans) {
    say(title);
    const samples = await measure(Object.fromEntries(sides.among(asked)), work, patience, now);
    rows.push({ id, title, gflop: gflopOf(work), images, samples });
  }
  return rows;
}

/** Where the time of each step goes, on our side and on PyTorch's. */
export async function profileAll({ works, repetitions }: Plan["profile"], sides: SideSet, { say }: Surroundings) {
  const entries: ProfileEntry[] = [];
  for (const { id, title, work, sides: asked } of works) {
    say(`Profile: ${title}`);
    const profiled = asked.filter((one) => one === "ours" || one === "torch");
    await sides.each(profiled, `profile of ${title}`, async (side, name) => {
      await side.prepare(work);
      await side.time(1, 1);
      entries.push({ id, title, side: name, gflop: gflopOf(work), profile: await side.profile(repetitions) });
      await side.release();
    });
  }
  return entries;
}

/** What is alive after few and after many steps. */
export async function memoryOn(
  backend: MemoryEntry["backend"],
  { work, after }: MemoryPlan,
  asked: readonly SideId[],
  sides: SideSet,
  { say }: Surroundings,
): Promise<MemoryEntry[]> {
  say(`Memory after ${after.join(" and ")} steps on ${backend}`);
  const entries: MemoryEntry[] = [];
  await sides.each(asked, `memory on ${backend}`, async (side, name) => {
    await side.prepare(work);
    entries.push({ backend, side: name, counts: await side.memory(after) });
    await side.release();
  });
  return entries;
}

/** What one step sends to the graphics card and back, by side. */
export async function trafficOf({ title, work, sides: asked }: TimePlan, sides: SideSet, { say }: Surroundings) {
  say(`Dispatches: ${title}`);
  const found: Partial<Record<string, GpuTraffic>> = {};
  await sides.each(asked, "dispatches", async (side, name) => {
    await side.prepare(work);
    // The first step also compiles, and uploads what is not uploaded again.
    await side.time(1, 0);
    found[name] = await side.traffic();
    await side.release();
  });
  return found as Partial<Record<"ours" | "stock", GpuTraffic>>;
}
