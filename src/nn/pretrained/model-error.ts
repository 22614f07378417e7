/** A model that can't be used, for a reason that its message tells as a sentence: the file's fault or the network's, never the program's. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

/** What a thrown thing says of itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
