import { Button, Menu, Progress } from "@mantine/core";
import { Archive, Braces, Download, Save, ScrollText, Table2 } from "lucide-react";
import type { LabState } from "../../store/lab-state";
import { clusterFolderNames, type ExportKind, exportFile, hasAssignments } from "../kit/run-exports";
import { fileStem, saveFile } from "../kit/save-file";
import { useLab, useLabApi } from "../use-lab";

const selectReady = (state: LabState) => hasAssignments(state);
const selectHasCheckpoint = (state: LabState) => state.checkpoint !== null;
const selectVectors = (state: LabState) => state.run?.dataset.shape.vectors === true;
const selectArchiving = (state: LabState) => state.archiving;

const archiveNote = "Your own files are packed as they are, untouched";

/** Everything the user can take home from a run, finished or not. */
export function ExportMenu() {
  const store = useLabApi();
  const ready = useLab(selectReady);
  const hasCheckpoint = useLab(selectHasCheckpoint);
  const archiving = useLab(selectArchiving);
  const vectors = useLab(selectVectors);
  const note = vectors ? "There are no pictures behind vectors" : archiveNote;

  const save = (kind: ExportKind) => (): void => {
    const state = store.getState();
    try {
      const file = exportFile(state, kind, new Date());
      if (file) saveFile(file.blob, `${fileStem(state.run?.dataset.title ?? "images")}-${file.suffix}`);
    } catch (error) {
      state.say({
        level: "error",
        title: "That could not be exported",
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };

  return (
    <Menu position="bottom-end" width={270} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" className="export-button" leftSection={<Download size={14} aria-hidden="true" />}>
          Export
          {archiving && (
            <Progress
              className="export-progress"
              size={3}
              value={(100 * archiving.done) / Math.max(1, archiving.total)}
              aria-label="Making the ZIP"
            />
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {!ready && <Menu.Label>Run a method first: these need clusters.</Menu.Label>}
        <Menu.Item leftSection={<Table2 size={14} aria-hidden="true" />} disabled={!ready} onClick={save("csv")}>
          Assignments (CSV)
        </Menu.Item>
        <Menu.Item leftSection={<Braces size={14} aria-hidden="true" />} disabled={!ready} onClick={save("json")}>
          Assignments (JSON)
        </Menu.Item>
        <Menu.Item
          leftSection={<Archive size={14} aria-hidden="true" />}
          disabled={!ready || vectors || archiving !== null}
          title={note}
          onClick={() => store.getState().requestArchive(clusterFolderNames(store.getState()))}
        >
          Images in cluster folders (ZIP)
          {/* Described by the title; the item's name stays short. */}
          <small className="menu-note" aria-hidden="true">
            {note}
          </small>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<ScrollText size={14} aria-hidden="true" />} disabled={!ready} onClick={save("record")}>
          Run record (JSON)
        </Menu.Item>
        <Menu.Item leftSection={<Save size={14} aria-hidden="true" />} disabled={!hasCheckpoint} onClick={save("checkpoint")}>
          Checkpoint (JSON)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
