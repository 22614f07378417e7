/**
 * A sentence about `error` that a person can act on: its message, then `advice` unless the error already is a sentence
 * written for the user. Never a stack.
 */
export function sentenceOf(error: unknown, advice: string): string {
  const message = messageOf(error);
  if (isMemory(message)) return `${ended(message)} Memory ran out: try a smaller batch size, smaller images or fewer of them.`;
  return wordedForUsers(error) ? ended(message) : `${ended(message)} ${advice}`;
}

/** Errors that say themselves what would do. Told by name: they cross module copies and test fakes unharmed. */
const worded = ["MethodError", "HyperparameterError", "ImportError", "ModelError"];

function wordedForUsers(error: unknown): boolean {
  return error instanceof Error && worded.includes(error.name);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : typeof error === "string" ? error : "";
  return text.trim() || "Something failed without saying what.";
}

function isMemory(message: string): boolean {
  return /out of memory|allocation failed|invalid array length|array buffer allocation/i.test(message);
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
