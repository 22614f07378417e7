import { mkdir, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Makes `folder` and those around it where they are not there. Node's own recursive mkdir never ends where a folder refuses new ones by
 * telling that there is no such file, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  const whole = path.resolve(folder);
  const found = await stat(whole).catch(() => null);
  if (found?.isDirectory()) return;
  const above = path.dirname(whole);
  if (!found && above !== whole) await makeFolder(above);
  try {
    await mkdir(whole);
  } catch (error) {
    // Another command may have been quicker.
    const now = await stat(whole).catch(() => null);
    if (!now?.isDirectory()) throw error;
  }
}

/** Why a folder could not be made or written into: ", since" and a reason, or nothing where the system's code says nothing that helps. */
export function whyNoFolder(error: unknown): string {
  if (!(error instanceof Error && "code" in error)) return "";
  if (error.code === "EEXIST" && "path" in error) return `, since ${String(error.path)} is a file`;
  const reason = reasons[String(error.code)];
  return reason ? `, since ${reason}` : "";
}

const reasons: Readonly<Record<string, string>> = {
  ENOTDIR: "a part of its path is a file",
  EACCES: "it is not open to you",
  EPERM: "it is not open to you",
  EROFS: "its disk can only be read",
  ENOSPC: "its disk is full",
};
