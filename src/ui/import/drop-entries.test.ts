import { describe, expect, it } from "vitest";
import { filesOfEntries } from "./drop-entries";

/** A stand-in for the browser's entries, which gives a folder's content in batches as Chromium does. */
function folder(path: string, children: readonly FileSystemEntry[], batch = 100): FileSystemEntry {
  return {
    isDirectory: true,
    isFile: false,
    name: path.slice(path.lastIndexOf("/") + 1),
    fullPath: path,
    createReader() {
      let at = 0;
      return {
        readEntries(give: (entries: FileSystemEntry[]) => void) {
          give(children.slice(at, at + batch));
          at += batch;
        },
      };
    },
  } as unknown as FileSystemEntry;
}

function file(path: string, readable = true): FileSystemEntry {
  return {
    isDirectory: false,
    isFile: true,
    name: path.slice(path.lastIndexOf("/") + 1),
    fullPath: path,
    file(give: (file: Blob) => void, fail: (error: Error) => void) {
      if (readable) give(new Blob([path]));
      else fail(new Error("gone"));
    },
  } as unknown as FileSystemEntry;
}

const never = new AbortController().signal;

describe("filesOfEntries", () => {
  it("walks folders to the end, however many batches they come in", async () => {
    const many = Array.from({ length: 250 }, (_, i) => file(`/leaves/oak/${String(i).padStart(3, "0")}.jpg`));
    const top = folder("/leaves", [folder("/leaves/oak", many), file("/leaves/readme.txt")]);
    const counts: number[] = [];
    const dropped = await filesOfEntries([top], never, (found) => counts.push(found));
    expect(dropped.title).toBe("leaves");
    expect(dropped.files).toHaveLength(251);
    expect(dropped.files[0].path).toBe("leaves/oak/000.jpg");
    expect(counts.at(-1)).toBe(251);
  });

  it("names what vanished and keeps the rest", async () => {
    const dropped = await filesOfEntries([file("/a.png"), file("/b.png", false)], never, () => undefined);
    expect(dropped.title).toBe("2 dropped items");
    expect(dropped.files.map((entry) => entry.path)).toEqual(["a.png"]);
    expect(dropped.unreadable).toEqual(["b.png"]);
  });

  it("stops when asked", async () => {
    const stop = new AbortController();
    stop.abort(new Error("stop"));
    await expect(filesOfEntries([folder("/a", [file("/a/b.png")])], stop.signal, () => undefined)).rejects.toThrow("stop");
  });
});
