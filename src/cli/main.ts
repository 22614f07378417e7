import { CommandError } from "./command-error";
import { parseCommandLine } from "./command-line";
import { methodsCommand } from "./commands/methods";
import { type CommandOutput, runCommand } from "./commands/run";
import { usage } from "./usage";

// stdout is for results alone, whatever a library has to say.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

async function perform(argv: readonly string[]): Promise<CommandOutput> {
  const invocation = parseCommandLine(argv);
  switch (invocation.command) {
    case "help":
      return { text: usage.trimEnd(), exitCode: 0 };
    case "methods":
      return { text: await methodsCommand(invocation), exitCode: 0 };
    case "run":
      return runCommand(invocation.run);
    case "bench":
      // Only when asked for: nobody else needs it.
      return (await import("./bench/bench-command")).benchCommand(invocation.bench);
  }
}

/** One sentence on stderr; the stack only for whoever asks for it. */
function failure(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (process.env.KINDRED_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return error instanceof CommandError ? error.exitCode : 1;
}

process.on("unhandledRejection", (error) => process.exit(failure(error)));
process.on("uncaughtException", (error) => process.exit(failure(error)));

try {
  const { text, exitCode } = await perform(process.argv.slice(2));
  // Ends the process once everything is written: a backend's threads or a GPU could keep it alive.
  if (text === null) process.exit(exitCode);
  else process.stdout.write(`${text}\n`, () => process.exit(exitCode));
} catch (error) {
  process.exit(failure(error));
}
