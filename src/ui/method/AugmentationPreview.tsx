import { UnstyledButton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { Dices } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import type { LabState } from "../../store/lab-state";
import { chosenMethod, valuesOfMethod } from "../../store/recipe-slice";
import type { AugmentationPreview as Preview } from "../../worker/protocol";
import { drawThumbnails, gridSize } from "../kit/thumbnail-canvas";
import { useLab, useLabApi } from "../use-lab";
import { previewColumns, previewSummary } from "./preview-columns";

const selectPreview = (state: LabState) => state.preview;
const selectDataset = (state: LabState) => state.dataset;
const selectMethod = (state: LabState) => chosenMethod(state);
const selectValues = (state: LabState) => {
  const method = chosenMethod(state);
  return method ? valuesOfMethod(state, method) : null;
};
const selectReady = (state: LabState) => state.engineStatus === "ready" && state.restoring === null;

/** A slider on its way asks for nothing. */
const restMs = 200;

/** A few images, each beside what training would make of it with the settings as they are now. */
export function AugmentationPreview() {
  const store = useLabApi();
  const preview = useLab(selectPreview);
  const dataset = useLab(selectDataset);
  const method = useLab(selectMethod);
  const values = useLab(selectValues);
  const ready = useLab(selectReady);
  const { ref, width } = useElementSize();
  const wanted = ready && dataset !== null && method?.augments === true;

  /** New whenever something changes what is to be seen. */
  const wish = useMemo(() => (wanted ? { dataset, method, values } : null), [wanted, dataset, method, values]);

  useEffect(() => {
    if (!wish) return;
    const timer = setTimeout(() => store.getState().requestPreview(), restMs);
    return () => clearTimeout(timer);
  }, [store, wish]);

  if (!dataset) return null;
  return (
    <div ref={ref} className="augmentation-preview">
      <header>
        <span>Preview</span>
        <UnstyledButton
          className="link"
          disabled={!wanted}
          title="Other pictures, changed in other ways"
          onClick={() => store.getState().drawPreviewAgain()}
        >
          <Dices size={13} aria-hidden="true" />
          Draw again
        </UnstyledButton>
      </header>
      {preview ? (
        <Pictures preview={preview} room={width} />
      ) : (
        <p className="muted preview-pending">The engine is drawing some pictures.</p>
      )}
    </div>
  );
}

function Pictures({ preview, room }: { readonly preview: Preview; readonly room: number }) {
  const originals = useRef<HTMLCanvasElement>(null);
  const variants = useRef<HTMLCanvasElement>(null);
  const columns = useMemo(() => previewColumns(preview, room), [preview, room]);

  useEffect(() => {
    if (originals.current) drawThumbnails(originals.current, preview, columns.originals.places, columns.originals.grid);
    if (variants.current) drawThumbnails(variants.current, preview, columns.variants.places, columns.variants.grid);
  }, [preview, columns]);

  return (
    <>
      <div className="preview-pictures" role="img" aria-label={previewSummary(preview)}>
        <figure aria-hidden="true">
          <figcaption>Picture</figcaption>
          <canvas ref={originals} style={gridSize(columns.originals.grid)} />
        </figure>
        <figure aria-hidden="true">
          <figcaption>Changed for training</figcaption>
          <canvas ref={variants} style={gridSize(columns.variants.grid)} />
        </figure>
      </div>
      {!preview.changes && <p className="muted">With these settings pictures stay as they are.</p>}
    </>
  );
}
