import type { FileRef } from "../../data/dataset";

export interface DroppedFiles {
  /** The folder or file dropped, or how many there were. */
  readonly title: string;
  readonly files: readonly FileRef[];
  /** Paths that the browser would not open. */
  readonly unreadable: readonly string[];
}

/** How many files are opened at once; more only fills the queue. */
const atOnce = 32;

/**
 * All files behind a drop, folders walked to the end. The entries must be taken in the drop event itself (entriesOf), since the
 * browser empties the list afterwards. `progress` hears the number of files found. Throws the signal's reason when aborted.
 */
export async function filesOfEntries(
  entries: readonly FileSystemEntry[],
  signal: AbortSignal,
  progress: (found: number) => void,
): Promise<DroppedFiles> {
  const found: { readonly path: string; readonly entry: FileSystemFileEntry }[] = [];
  const unreadable: string[] = [];
  const folders = entries.filter(isDirectory);
  for (const entry of entries) if (isFile(entry)) found.push({ path: entry.name, entry });

  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    signal.throwIfAborted();
    const reader = folder.createReader();
    try {
      // Chromium gives at most 100 entries a call, and an empty list at the end.
      for (let batch = await nextEntries(reader); batch.length > 0; batch = await nextEntries(reader)) {
        for (const entry of batch) {
          if (isDirectory(entry)) folders.push(entry);
          else if (isFile(entry)) found.push({ path: pathOf(entry), entry });
        }
        progress(found.length);
        signal.throwIfAborted();
      }
    } catch (error) {
      if (signal.aborted) throw error;
      unreadable.push(pathOf(folder));
    }
  }

  // The order in which folders come is the file system's; paths in order make the same drop the same dataset.
  found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const files: FileRef[] = [];
  for (let from = 0; from < found.length; from += atOnce) {
    signal.throwIfAborted();
    const opened = await Promise.all(found.slice(from, from + atOnce).map(({ path, entry }) => open(path, entry)));
    opened.forEach((file, i) => {
      if (file) files.push(file);
      else unreadable.push(found[from + i].path);
    });
  }
  return { title: titleOf(entries), files, unreadable };
}

/** The entries of a drop; call it in the event's own task. */
export function entriesOf(items: DataTransferItemList): readonly FileSystemEntry[] {
  return Array.from(items)
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry())
    .filter((entry): entry is FileSystemEntry => entry !== null);
}

function titleOf(entries: readonly FileSystemEntry[]): string {
  return entries.length === 1 ? entries[0].name : `${entries.length} dropped items`;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function pathOf(entry: FileSystemEntry): string {
  return entry.fullPath.replace(/^\//, "");
}

function nextEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => {
    reader.readEntries(resolve, reject);
  });
}

function open(path: string, entry: FileSystemFileEntry): Promise<FileRef | null> {
  return new Promise((resolve) => {
    entry.file(
      (blob) => resolve({ path, blob }),
      () => resolve(null),
    );
  });
}
