import { cpus, loadavg, release, totalmem, type } from "node:os";
import type { Machine } from "./report";

/** The machine that this runs on. */
export function thisMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    load: loadavg()[0],
  };
}
