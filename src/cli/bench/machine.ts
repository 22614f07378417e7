import { cpus, loadavg, release, totalmem, type } from "node:os";
import type { Machine } from "./report";

/** The machine that this runs on. */
export function thisMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    // The version alone: what a builder adds to it tells nobody anything.
    system: `${type()} ${release().match(/^\d+\.\d+/)?.[0] ?? release()}`,
    node: process.versions.node,
    load: loadavg()[0],
  };
}
