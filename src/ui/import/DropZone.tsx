import { FileUp } from "lucide-react";
import { useEffect, useState } from "react";
import { useLabApi } from "../use-lab";
import { entriesOf, filesOfEntries } from "./drop-entries";
import { takeFiles } from "./take-files";

/** Takes folders, files and ZIPs dropped anywhere on the page, and says so while they hover. */
export function DropZone() {
  const store = useLabApi();
  const [over, setOver] = useState(false);
  const [walking, setWalking] = useState<{ readonly found: number; readonly cancel: () => void } | null>(null);

  useEffect(() => {
    let depth = 0;
    // The walk going on: a newer drop takes its place.
    let current: AbortController | null = null;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const keep = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      current?.abort();
      const stop = new AbortController();
      current = stop;
      const report = (found: number) => {
        if (current === stop) setWalking({ found, cancel: () => stop.abort() });
      };
      report(0);
      filesOfEntries(entriesOf(event.dataTransfer.items), stop.signal, report)
        .then(({ title, files, unreadable }) => {
          if (stop.signal.aborted) return;
          void takeFiles(store, title, files);
          const { say } = store.getState();
          if (unreadable.length > 0)
            say({
              level: "warning",
              title: "Some files could not be opened",
              message: `The browser would not open ${unreadable.length}: ${unreadable.slice(0, 3).join(", ")}${unreadable.length > 3 ? " and others" : ""}.`,
            });
        })
        .catch((error: unknown) => {
          if (!stop.signal.aborted)
            store.getState().say({ level: "error", title: "The drop could not be read", message: String(error) });
        })
        .finally(() => {
          if (current !== stop) return;
          current = null;
          setWalking(null);
        });
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", keep);
    window.addEventListener("drop", drop);
    return () => {
      current?.abort();
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", keep);
      window.removeEventListener("drop", drop);
    };
  }, [store]);

  if (walking)
    return (
      <div className="drop-zone drop-walking" role="status">
        <p>Looking through the folder: {walking.found.toLocaleString("en-GB")} files</p>
        <button type="button" onClick={walking.cancel}>
          Cancel
        </button>
      </div>
    );
  if (!over) return null;
  return (
    <div className="drop-zone" aria-hidden="true">
      <FileUp size={40} strokeWidth={1.5} />
      <p>Drop a folder, images or a ZIP</p>
      <small>Subfolders become labels; a model file finds features. Nothing leaves this computer.</small>
    </div>
  );
}
