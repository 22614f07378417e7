import { Button, Menu, Progress } from "@mantine/core";
import { Archive, Braces, Download, Save, ScrollText, Table2 } from "lucide-react";
import { useEffect } from "react";
import { clusterFolderNames, type ExportableRun, hasAssignments } from "../../store/exportable-run";
import type { LabState } from "../../store/lab-state";
import { canArchive } from "../../store/run-slice";
import { counted, shortTitle } from "../format";
import type { ExportKind } from "../kit/run-exports";
import { fileStem, saveFile } from "../kit/save-file";
import { useLab, useLabApi } from "../use-lab";

const selectReady = (state: LabState) => hasAssignments(state);
const selectCheckpointEpoch = (state: LabState) => state.checkpoint?.epoch ?? null;
const selectVectors = (state: LabState) => state.dataset?.shape.vectors === true;
const selectArchiving = (state: LabState) => state.archiving;
const selectHash = (state: LabState) => state.dataset?.hash;
const selectEarlier = (state: LabState) => state.earlier;

const archiveNote = "Your own files are packed as they are, untouched";

/** Needed only where there is something to hand out. */
const exporting = () => import("../kit/run-exports");

/** Everything the user can take home from a run, finished or not. */
export function ExportMenu() {
  const store = useLabApi();
  const ready = useLab(selectReady);
  const checkpointEpoch = useLab(selectCheckpointEpoch);
  const hasCheckpoint = checkpointEpoch !== null;
  const archiving = useLab(selectArchiving);
  const vectors = useLab(selectVectors);
  const packs = useLab(canArchive);
  const earlier = useLab(selectEarlier);
  const dataHash = useLab(selectHash);
  const sameImages = earlier?.run?.dataset.hash === dataHash;
  const note = vectors ? "There are no pictures behind vectors" : archiveNote;

  useEffect(() => {
    // Ahead of the click: the lab's server may be gone by then.
    if (ready || hasCheckpoint) exporting().catch(() => undefined);
  }, [ready, hasCheckpoint]);

  const save = async (title: string, make: (files: Awaited<ReturnType<typeof exporting>>) => Made): Promise<boolean> => {
    try {
      const file = make(await exporting());
      if (file) saveFile(file.blob, `${fileStem(title)}-${file.suffix}`);
      return file !== null;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      store.getState().say({ level: "error", title: "That could not be exported", message });
      return false;
    }
  };
  const saveClusters = async (kind: ExportKind, state: ExportableRun): Promise<void> => {
    const { run, frame } = state;
    const now = new Date();
    const saved = run && (await save(run.dataset.title, ({ exportFile }) => exportFile(state, kind, now)));
    if (saved && kind !== "record" && frame?.labels) store.getState().exported.add(frame.labels);
  };
  const saveRun = (kind: ExportKind, of?: ExportableRun) => (): void => {
    void saveClusters(kind, of ?? store.getState());
  };
  const saveCheckpoint = (): void => {
    const { checkpoint, dataset } = store.getState();
    const title = dataset && dataset.hash === checkpoint?.datasetHash ? dataset.title : "images";
    if (checkpoint) void save(title, ({ checkpointFile }) => checkpointFile(checkpoint));
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
        <Menu.Item leftSection={<Table2 size={14} aria-hidden="true" />} disabled={!ready} onClick={saveRun("csv")}>
          Assignments (CSV)
        </Menu.Item>
        <Menu.Item leftSection={<Braces size={14} aria-hidden="true" />} disabled={!ready} onClick={saveRun("json")}>
          Assignments (JSON)
        </Menu.Item>
        <Menu.Item
          leftSection={<Archive size={14} aria-hidden="true" />}
          disabled={!ready || vectors || !packs}
          title={note}
          onClick={() => store.getState().requestArchive()}
        >
          Images in cluster folders (ZIP)
          {/* Described by the title; the item's name stays short. */}
          <small className="menu-note" aria-hidden="true">
            {note}
          </small>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<ScrollText size={14} aria-hidden="true" />} disabled={!ready} onClick={saveRun("record")}>
          Run record (JSON)
        </Menu.Item>
        <Menu.Item leftSection={<Save size={14} aria-hidden="true" />} disabled={!hasCheckpoint} onClick={saveCheckpoint}>
          Checkpoint (JSON)
          {hasCheckpoint && <small className="menu-note">of epoch {checkpointEpoch}, to resume from</small>}
        </Menu.Item>
        {earlier?.run && (
          <>
            <Menu.Divider />
            <Menu.Label>
              Before: {shortTitle(earlier.run.methodTitle)}, seed {earlier.run.seed},{" "}
              {counted(clusterFolderNames(earlier).length, "cluster")}
              {sameImages ? "" : ` of ${earlier.run.dataset.title}`}
            </Menu.Label>
            <Menu.Item leftSection={<Table2 size={14} aria-hidden="true" />} onClick={saveRun("csv", earlier)}>
              Its assignments (CSV)
            </Menu.Item>
            {sameImages && !vectors && (
              <Menu.Item
                leftSection={<Archive size={14} aria-hidden="true" />}
                disabled={!packs}
                onClick={() => store.getState().requestArchive(earlier)}
              >
                Its images in cluster folders (ZIP)
              </Menu.Item>
            )}
            <Menu.Item leftSection={<ScrollText size={14} aria-hidden="true" />} onClick={saveRun("record", earlier)}>
              Its run record (JSON)
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

type Made = { readonly blob: Blob; readonly suffix: string } | null;
