import { Modal } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useState } from "react";
import type { ImportProblem } from "../../data/dataset";
import type { LabState } from "../../store/lab-state";
import { count, counted } from "../format";
import { useLab } from "../use-lab";

const selectDataset = (state: LabState) => state.dataset;
const selectFailure = (state: LabState) => state.loadFailure;

interface Props {
  readonly opened: boolean;
  /** Of the images shown, though an import failed since. */
  readonly ofShown: boolean;
  readonly onClose: () => void;
}

/** What became of every file: how many were read, what was decided, and each problem with its reason. */
export function ImportReportDialog({ opened, ofShown, onClose }: Props) {
  const dataset = useLab(selectDataset);
  const failed = useLab(selectFailure);
  const failure = ofShown ? null : failed;
  // Not the figures of the images shown under the title of those that failed.
  const report = failure ? failure.report : dataset?.report;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Import report"
      size="lg"
      closeButtonProps={{ "aria-label": "Close the import report" }}
    >
      {!report ? (
        <p className="muted">{failure?.message ?? "Nothing was imported yet."}</p>
      ) : (
        <div className="report">
          {failure && <p>{failure.message}</p>}
          <p>
            <strong>{failure?.title ?? dataset?.title}</strong>: {counted(report.files, "file")} looked at,{" "}
            {counted(report.images, "image")} kept, {counted(report.problemCount, "problem")}.
          </p>
          {report.notes.length > 0 && (
            <ul>
              {report.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
          {report.problems.length > 0 && <Problems problems={report.problems} total={report.problemCount} />}
        </div>
      )}
    </Modal>
  );
}

const rowHeight = 46;

function Problems({ problems, total }: { readonly problems: readonly ImportProblem[]; readonly total: number }) {
  const [host, setHost] = useState<HTMLElement | null>(null);
  const rows = useVirtualizer({
    count: problems.length,
    getScrollElement: () => host,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  return (
    <>
      {total > problems.length && <p className="muted">The first {count(problems.length)} are listed.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <section className="problems" ref={setHost} tabIndex={0} aria-label="Problems">
        <ul style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <li key={index} className="problem" style={{ transform: `translateY(${start}px)`, height: rowHeight }}>
              <code title={problems[index].path}>{problems[index].path}</code>
              <span title={problems[index].reason}>{problems[index].reason}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
