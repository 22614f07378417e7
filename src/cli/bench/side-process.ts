import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Answer, Order } from "../../nn/bench/order";
import type { Side } from "../../nn/bench/side";

/** A side in a process of its own, with the very functions of a side in this one. */
export type RemoteSide = Side & {
  /** What computes there ("processor", a graphics card's name). */
  readonly device: string;
  /** With what ("tfjs 4.22.0"), and what that runs in ("Node 20.19.0"). */
  readonly library: string;
  readonly host: string;
  readonly threads: number;
  /** Ends the process. */
  close(): Promise<void>;
};

type Ready = Pick<RemoteSide, "device" | "library" | "host" | "threads">;

/** Long enough for whatever is measured; a process that says nothing for so long hangs. */
const patienceMs = 30 * 60_000;
/** For a process that was told to end. */
const graceMs = 10_000;

/**
 * Starts `command` and waits until it is ready. It speaks JSON lines: first `{ready}` or `{error}`, then an answer an order.
 * Rejects with a sentence when it can't start; orders reject with the side's own.
 */
export async function openSideProcess(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RemoteSide> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...environment } });
  const lines = linesOf(child);
  try {
    const first = (await lines.next()) as { readonly ready: Ready } | { readonly error: string };
    if ("error" in first) throw new Error(first.error);
    const call = async (name: Order["call"], ...given: readonly unknown[]): Promise<never> => {
      child.stdin.write(`${JSON.stringify({ call: name, arguments: given } satisfies Order)}\n`);
      const answer = (await lines.next()) as Answer;
      if ("error" in answer) throw new Error(answer.error);
      // The other end is a Side: what it answers has the type of the function that was called.
      return answer.result as never;
    };
    return {
      ...first.ready,
      prepare: (work) => call("prepare", work),
      time: (repetitions, warmUps) => call("time", repetitions, warmUps),
      profile: (repetitions) => call("profile", repetitions),
      traffic: () => call("traffic"),
      memory: (after) => call("memory", after),
      release: () => call("release"),
      close: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

/** Lines of a process's stdout as values, one at a time; rejects where it ends instead, with the last it said on stderr. */
function linesOf(child: ChildProcess): { next(): Promise<unknown> } {
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  let complaint = "";
  let ended: Error | null = null;
  const fail = (error: Error) => {
    ended ??= error;
    for (const one of waiting.splice(0)) one.reject(ended);
  };
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2000);
  });
  child.on("error", fail);
  child.on("close", (code, signal) => {
    const last = complaint.trim().split("\n").at(-1) ?? "";
    fail(new Error(`its process ended (${signal ?? code})${last ? `: ${last}` : ""}`));
  });
  // An order written to a process that has just ended fails here; its "close" says more.
  child.stdin?.on("error", () => {});
  if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(line));
  return {
    async next() {
      if (ended) throw ended;
      const late = setTimeout(() => fail(new Error("its process has not answered for half an hour")), patienceMs);
      const line = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
      return line.then((text) => JSON.parse(text) as unknown).finally(() => clearTimeout(late));
    },
  };
}

/** A side ends with its orders. */
function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => child.kill("SIGKILL"), graceMs);
    child.once("close", () => {
      clearTimeout(impatient);
      resolve();
    });
    child.stdin?.end();
  });
}
