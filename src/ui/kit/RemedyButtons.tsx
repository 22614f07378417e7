import { Button } from "@mantine/core";
import { assertNever } from "../../core/assert";
import type { LabState } from "../../store/lab-state";
import type { Remedy } from "../../store/notice-slice";
import { useLabApi } from "../use-lab";

const labels: Readonly<Record<Remedy, string>> = {
  restartEngine: "Start the engine again",
  restartOnWasm: "Try WebAssembly",
  resumeFromCheckpoint: "Resume from checkpoint",
  openImportReport: "Show the import report",
};

interface Props {
  readonly remedies: readonly Remedy[];
  readonly onReport?: () => void;
  readonly onDone?: () => void;
}

/** What one click can mend. */
export function RemedyButtons({ remedies, onReport, onDone }: Props) {
  const store = useLabApi();
  if (remedies.length === 0) return null;
  return (
    <div className="remedies">
      {remedies.map((remedy) => (
        <Button
          key={remedy}
          size="compact-xs"
          variant="light"
          onClick={() => {
            apply(remedy, store.getState(), onReport);
            onDone?.();
          }}
        >
          {labels[remedy]}
        </Button>
      ))}
    </div>
  );
}

function apply(remedy: Remedy, state: LabState, onReport: (() => void) | undefined): void {
  switch (remedy) {
    case "restartEngine":
      state.restartEngine();
      return;
    case "restartOnWasm":
      state.restartEngine("wasm");
      return;
    case "resumeFromCheckpoint":
      state.resumeFromCheckpoint();
      return;
    case "openImportReport":
      onReport?.();
      return;
    default:
      assertNever(remedy, "remedy");
  }
}
