/** A fault that the user can mend; its message is the sentence to print, its code the process's exit code. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}

/** The command was called wrongly: exit code 2, as other programs have it. */
export const usageError = (message: string) => new CommandError(message, 2);
