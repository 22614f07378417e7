import { Popover, UnstyledButton } from "@mantine/core";
import { useElementSize, useHotkeys } from "@mantine/hooks";
import { useState } from "react";
import type { LabStore } from "../../store/store";
import type { Selection } from "../../store/view-slice";
import type { DatasetSummary } from "../../worker/protocol";
import { count, counted } from "../format";
import { useLabApi } from "../use-lab";
import { clearSelection } from "./clear-selection";
import { ThumbnailStrip } from "./ThumbnailStrip";

interface Props {
  readonly selection: Selection;
  readonly dataset: DatasetSummary;
}

const cell = 26;
const gap = 2;
const allColumns = 16;
/** One canvas holds them; more can be exported. */
const mostImages = 640;

/** Escape clears, but in a field or where it already closes or cancels something; the focus stays where that is not gone. */
function clearUnlessMeant(event: KeyboardEvent, store: LabStore): void {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || target?.closest("[role=dialog], [role=menu]")) return;
  if (target?.closest(".selection, .neighbour-strip")) clearSelection(store);
  else store.getState().clearSelection();
}

/** The selected images in one line, as high as the words that it stands in for; all of them open over the page. */
export function SelectionStrip({ selection, dataset }: Props) {
  const store = useLabApi();
  const { ref, width } = useElementSize();
  const [open, setOpen] = useState(false);
  useHotkeys([["Escape", (event) => clearUnlessMeant(event, store), { preventDefault: false }]]);
  const { indices } = selection;
  const columns = Math.max(1, Math.floor((width + gap) / (cell + gap)));
  const all = indices.slice(0, mostImages);
  return (
    <section className="selection" aria-label="Selection">
      <strong>{counted(indices.length, "selected image")}</strong>
      <div ref={ref} className="selection-line">
        {width > 0 && (
          <ThumbnailStrip
            dataset={dataset}
            indices={indices.slice(0, columns)}
            label="Selected images"
            columns={columns}
            cell={cell}
            gap={gap}
          />
        )}
      </div>
      {indices.length > columns && (
        <Popover opened={open} onChange={setOpen} position="top-end" trapFocus>
          <Popover.Target>
            <UnstyledButton className="link" onClick={() => setOpen(!open)}>
              Show all
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown>
            <div className="selection-all">
              <ThumbnailStrip
                dataset={dataset}
                indices={all}
                label="All selected images"
                columns={allColumns}
                rows={Math.ceil(all.length / allColumns)}
                cell={cell}
                gap={gap}
              />
            </div>
            {all.length < indices.length && <p className="muted">The first {count(all.length)} are shown.</p>}
          </Popover.Dropdown>
        </Popover>
      )}
      <button type="button" className="link" onClick={() => clearSelection(store)}>
        Clear
      </button>
    </section>
  );
}
