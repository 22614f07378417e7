import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { CommandOutput } from "../commands/run";
import { makeFolder } from "../make-folder";
import type { BenchArguments } from "./bench-arguments";
import { renderReport } from "./render";
import { runBench } from "./run-bench";

/** `kindred bench`: measures, prints tables or JSON, writes the files asked for. Never fails because a target is missed. */
export async function benchCommand(asked: BenchArguments): Promise<CommandOutput> {
  const report = await runBench(asked, {
    now: () => performance.now(),
    date: new Date().toISOString(),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const tables = renderReport(report);
  const json = JSON.stringify(report);
  if (asked.out !== null) await save(asked.out, `${json}\n`);
  if (asked.write !== null) await save(asked.write, tables);
  return { text: asked.json ? json : tables.trimEnd(), exitCode: 0 };
}

async function save(file: string, text: string): Promise<void> {
  await makeFolder(path.dirname(path.resolve(file)));
  await writeFile(file, text);
}
