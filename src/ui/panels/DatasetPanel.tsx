import { Alert, Button, Popover, Progress, Tooltip, UnstyledButton } from "@mantine/core";
import { Database, FileWarning, FolderOpen, Images as ImagesIcon, Settings2 } from "lucide-react";
import { type ChangeEvent, type ReactNode, useMemo, useState } from "react";
import type { LabState } from "../../store/lab-state";
import type { DatasetSummary } from "../../worker/protocol";
import { count, counted } from "../format";
import { BuiltinForm } from "../import/BuiltinForm";
import { ImportOptionsForm } from "../import/ImportOptionsForm";
import { pickedFiles } from "../import/picked-files";
import { takeFiles } from "../import/take-files";
import { ClassHistogram } from "../kit/ClassHistogram";
import { Panel } from "../kit/Panel";
import { RemedyButtons } from "../kit/RemedyButtons";
import { ThumbnailStrip } from "../kit/ThumbnailStrip";
import { useLab, useLabApi } from "../use-lab";
import { FeaturesPart } from "./FeaturesPart";

const selectDataset = (state: LabState) => state.dataset;
const selectLoading = (state: LabState) => state.loading;
const selectRestoring = (state: LabState) => state.restoring;
const selectIsLoading = (state: LabState) => state.loading !== null || state.restoring !== null;
const selectFailure = (state: LabState) => state.loadFailure;

/** What is clustered: the images at hand, and every way to bring others. */
export function DatasetPanel({ onReport }: { readonly onReport: (ofShown?: boolean) => void }) {
  const store = useLabApi();
  const dataset = useLab(selectDataset);
  const failure = useLab(selectFailure);
  const loading = useLab(selectIsLoading);
  return (
    <Panel title="Dataset" className="dataset-panel">
      {dataset ? (
        <DatasetCard dataset={dataset} onReport={() => onReport(true)} />
      ) : (
        <div className="dataset-empty" aria-hidden="true" />
      )}
      <LoadingBar />
      {failure && (
        <Alert
          color="red"
          variant="light"
          // It was said aloud when it happened.
          role="group"
          title={failure.heading}
          p="xs"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={() => store.getState().dismissLoadFailure()}
        >
          {failure.message}
          {failure.report && <RemedyButtons remedies={["openImportReport"]} onReport={onReport} />}
        </Alert>
      )}
      {dataset && !dataset.shape.vectors && <FeaturesPart />}
      <ImportButtons />
      {!loading && <p className="drop-hint">Drop a folder of pictures anywhere on this page</p>}
    </Panel>
  );
}

const shownThumbnails = 60;

function DatasetCard({ dataset, onReport }: { readonly dataset: DatasetSummary; readonly onReport: () => void }) {
  const { say } = useLabApi().getState();
  const { shape, truth, report, hash } = dataset;
  const copyHash = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(hash);
      say({ level: "success", title: "The hash was copied", message: "It tells these pixels and labels from all others." });
    } catch {
      say({ level: "warning", title: "The hash was not copied", message: "The browser did not let it; the tooltip has it." });
    }
  };
  const spread = useMemo(
    () =>
      Array.from({ length: Math.min(shownThumbnails, shape.count) }, (_, i) =>
        Math.floor((i * shape.count) / Math.min(shownThumbnails, shape.count)),
      ),
    [shape.count],
  );
  const problems = report.problemCount > 0;
  return (
    <div className="dataset-card">
      <div className="dataset-title">
        <strong title={dataset.title}>{dataset.title}</strong>
        <span>
          {shape.vectors
            ? `${counted(shape.count, "vector")} of ${counted(shape.width, "value")}`
            : `${counted(shape.count, "image")} · ${shape.width} × ${shape.height} · ${shape.channels === 1 ? "grey" : "RGB"}`}
        </span>
      </div>
      <ThumbnailStrip dataset={dataset} indices={spread} label="Some of the images" columns={12} rows={5} cell={21} gap={2} />
      {truth ? (
        <ClassHistogram truth={truth} />
      ) : (
        <p className="muted">No labels, and none are needed. With one folder a class the lab can also score the result.</p>
      )}
      <div className="dataset-foot">
        <Tooltip label={`SHA-256 of the pixels and labels: ${hash}`} w={280} style={{ wordBreak: "break-all" }}>
          <UnstyledButton className="hash" onClick={() => void copyHash()}>
            #{hash.slice(0, 8)}
            <span className="visually-hidden">, copy the hash of the data</span>
          </UnstyledButton>
        </Tooltip>
        <UnstyledButton className={problems ? "link warn" : "link"} onClick={onReport}>
          {problems && <FileWarning size={13} aria-hidden="true" />}
          {problems ? `${counted(report.problemCount, "problem")}: import report` : "Import report"}
        </UnstyledButton>
      </div>
    </div>
  );
}

function LoadingBar() {
  const asked = useLab(selectLoading);
  const restoring = useLab(selectRestoring);
  const store = useLabApi();
  const loading = asked ?? restoring;
  if (!loading) return null;
  const share = loading.total ? (100 * loading.done) / loading.total : 100;
  return (
    <div className="loading" role="status">
      <div className="loading-row">
        <span>
          {loading.what}
          {loading.total !== null && `: ${count(loading.done)} of ${count(loading.total)}`}
        </span>
        {asked && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => store.getState().cancelLoad()}>
            Cancel
          </Button>
        )}
      </div>
      <Progress value={share} size="sm" animated={loading.total === null} aria-label={`Loading ${loading.title}`} />
    </div>
  );
}

function ImportButtons() {
  const store = useLabApi();
  const [open, setOpen] = useState<"builtin" | "options" | null>(null);
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const picked = pickedFiles(event.currentTarget.files);
    // So that choosing the same files again is heard.
    event.currentTarget.value = "";
    if (picked) void takeFiles(store, picked.title, picked.files);
  };
  const popover = (name: "builtin" | "options", icon: ReactNode, label: string, content: ReactNode) => (
    <Popover
      opened={open === name}
      onChange={(shown) => setOpen(shown ? name : null)}
      width={290}
      position="right-end"
      // Where there is no room on either side, it covers the button.
      middlewares={{ flip: true, shift: { crossAxis: true, padding: 5 } }}
      trapFocus
    >
      <Popover.Target>
        <button type="button" className="import-button" onClick={() => setOpen(open === name ? null : name)}>
          {icon}
          {label}
        </button>
      </Popover.Target>
      <Popover.Dropdown>{content}</Popover.Dropdown>
    </Popover>
  );
  return (
    <div className="import-buttons">
      <label className="import-button">
        <FolderOpen size={14} aria-hidden="true" />
        Choose folder
        <input type="file" multiple className="visually-hidden" onChange={take} {...{ webkitdirectory: "" }} />
      </label>
      <label className="import-button">
        <ImagesIcon size={14} aria-hidden="true" />
        Choose files
        <input type="file" multiple className="visually-hidden" onChange={take} />
      </label>
      {popover(
        "builtin",
        <Database size={14} aria-hidden="true" />,
        "Built-in data",
        <BuiltinForm onDone={() => setOpen(null)} />,
      )}
      {popover(
        "options",
        <Settings2 size={14} aria-hidden="true" />,
        "Import options",
        <ImportOptionsForm onDone={() => setOpen(null)} />,
      )}
    </div>
  );
}
