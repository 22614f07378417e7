import { ImageDown } from "lucide-react";
import { memo, useId } from "react";
import type { KeptView } from "../../store/kept-views";
import type { LabState } from "../../store/lab-state";
import type { LabStore } from "../../store/store";
import type { DatasetSummary, ShownView } from "../../worker/protocol";
import { count, shortTitle } from "../format";
import { GraphFigure } from "../inside/GraphFigure";
import { Histogram } from "../inside/Histogram";
import { MatrixFigure } from "../inside/MatrixFigure";
import { PairsFigure } from "../inside/PairsFigure";
import { PicturesFigure } from "../inside/PicturesFigure";
import { picturesPng } from "../inside/picture-file";
import { fileStem, saveFile } from "../kit/save-file";
import { useScheme } from "../kit/use-scheme";
import { useLab, useLabApi, useLabSlowly } from "../use-lab";

const selectViews = (state: LabState) => state.views;
const selectDataset = (state: LabState) => state.run?.dataset ?? null;
const selectEpoch = (state: LabState) => state.frame?.epoch ?? 0;
const selectMethods = (state: LabState) => state.methods;

/** What the method shows of its inner life, whatever that is: pictures, counts, pairs of images, a graph. */
export function InsidePanel() {
  const views = useLabSlowly(selectViews, 700);
  const epoch = useLabSlowly(selectEpoch, 700);
  const dataset = useLab(selectDataset);
  if (!dataset || views.length === 0) return <NothingYet />;
  return (
    <div className="inside">
      {views.map((kept) => (
        <ViewSection key={kept.view.id} kept={kept} dataset={dataset} old={kept.epoch < epoch} />
      ))}
    </div>
  );
}

function NothingYet() {
  const titles = useLab(selectMethods)
    .filter(({ family }) => family !== "classical")
    .map(({ title }) => shortTitle(title));
  return (
    <p className="tab-empty">
      What goes on inside a method appears here while it runs: what its network redraws, what it sees in each cluster, which
      images it holds together. {titles.length > 0 && `These have something to show: ${titles.join(" · ")}.`}
    </p>
  );
}

interface SectionProps {
  readonly kept: KeptView;
  readonly dataset: DatasetSummary;
  /** Newer frames came without it. */
  readonly old: boolean;
}

const ViewSection = memo(function ViewSection({ kept, dataset, old }: SectionProps) {
  const { view, epoch } = kept;
  const store = useLabApi();
  const scheme = useScheme();
  const id = useId();
  return (
    <section className="inside-view" aria-labelledby={id}>
      <header>
        <h3 id={id}>{view.title}</h3>
        {old && <span className="muted">as of epoch {count(epoch)}</span>}
        {view.kind === "pictures" && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Save ${view.title} as a picture (PNG)`}
            title="Save as a picture (PNG)"
            onClick={() => void savePng(store, view, epoch, scheme)}
          >
            <ImageDown size={15} aria-hidden="true" />
          </button>
        )}
      </header>
      <p className="muted">{view.help}</p>
      {figureOf(view, dataset)}
    </section>
  );
});

function figureOf(view: ShownView, dataset: DatasetSummary) {
  switch (view.kind) {
    case "pictures":
      return <PicturesFigure view={view} />;
    case "histogram":
      return <Histogram {...view} />;
    case "pairs":
      return <PairsFigure view={view} dataset={dataset} />;
    case "matrix":
      return <MatrixFigure view={view} />;
    case "graph":
      return <GraphFigure view={view} classes={dataset.truth?.names ?? null} />;
  }
}

async function savePng(
  store: LabStore,
  view: Extract<ShownView, { kind: "pictures" }>,
  epoch: number,
  scheme: Parameters<typeof picturesPng>[1],
): Promise<void> {
  const { run, say } = store.getState();
  try {
    const stem = fileStem(run?.dataset.title ?? "images");
    saveFile(await picturesPng(view, scheme), `${stem}-${view.id}-epoch-${epoch}.png`);
  } catch (error) {
    say({
      level: "error",
      title: "That could not be saved",
      message: error instanceof Error ? error.message : String(error),
    });
  }
}
