import { parseArgs } from "node:util";
import { usageError } from "../command-error";

/** Parts of the benchmark, in the order in which they run. */
export const parts = ["steps", "kernels", "profile", "memory", "neighbours", "layout", "webgpu"] as const;
export type Part = (typeof parts)[number];

export interface BenchArguments {
  /** Small sizes and few repetitions: shows that everything runs, not how fast. */
  readonly quick: boolean;
  readonly only: readonly Part[];
  /** Print JSON in the tables' place. */
  readonly json: boolean;
  /** File for the JSON. */
  readonly out: string | null;
  /** File for the tables, as Markdown. */
  readonly write: string | null;
}

const flags = {
  quick: { type: "boolean" },
  only: { type: "string" },
  json: { type: "boolean" },
  out: { type: "string" },
  write: { type: "string" },
} as const;

/** The flags of `kindred bench`. Throws a CommandError that says what there is. */
export function parseBench(argv: readonly string[]): BenchArguments {
  const values = flagsIn(argv);
  const asked = values.only?.split(",") ?? [...parts];
  const strange = asked.find((name) => !parts.some((part) => part === name));
  if (strange !== undefined) throw usageError(`bench has no part "${strange}"; there are ${parts.join(", ")}.`);
  return {
    quick: values.quick ?? false,
    only: parts.filter((part) => asked.includes(part)),
    json: values.json ?? false,
    out: values.out ?? null,
    write: values.write ?? null,
  };
}

function flagsIn(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true }).values;
  } catch (error) {
    const names = Object.keys(flags).map((name) => `--${name}`);
    throw usageError(`${error instanceof Error ? error.message : String(error)} bench has ${names.join(", ")}.`);
  }
}
