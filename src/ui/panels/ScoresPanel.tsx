import { Tooltip } from "@mantine/core";
import type { LabState } from "../../store/lab-state";
import { Sparkline } from "../kit/Sparkline";
import { useLab, useLabSlowly } from "../use-lab";

const selectHistory = (state: LabState) => state.scoreHistory;
const selectHasDataset = (state: LabState) => state.dataset !== null;
const selectHasTruth = (state: LabState) => state.dataset?.truth != null;

interface ScoreKind {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly min: number;
}

const kinds: readonly ScoreKind[] = [
  {
    id: "acc",
    name: "ACC",
    title: "Accuracy",
    help: "Share of images in the right place when each cluster is matched with one class as well as can be (Hungarian assignment).",
    min: 0,
  },
  {
    id: "nmi",
    name: "NMI",
    title: "Normalised mutual information",
    help: "How much knowing the cluster tells about the class, divided by the mean of both entropies.",
    min: 0,
  },
  {
    id: "ari",
    name: "ARI",
    title: "Adjusted Rand index",
    help: "Share of pairs of images on which clusters and classes agree, corrected for chance: 0 is chance, 1 is perfect.",
    min: 0,
  },
  {
    id: "purity",
    name: "Purity",
    title: "Purity",
    help: "Share of images that have their cluster's commonest class. It grows with the number of clusters.",
    min: 0,
  },
  {
    id: "nmiMax",
    name: "NMI max",
    title: "NMI, maximum normalisation",
    help: "As NMI, but divided by the larger of both entropies; some papers report this one.",
    min: 0,
  },
];

/** How well the clusters agree with the known labels, live. The method never sees the labels. */
export function ScoresPanel() {
  const history = useLabSlowly(selectHistory, 500);
  const hasTruth = useLab(selectHasTruth);
  const hasDataset = useLab(selectHasDataset);
  const latest = history.at(-1)?.scores ?? null;
  if (hasDataset && !hasTruth)
    return (
      <p className="tab-empty">
        Scores need labels, and these images have none. Put each class into a folder of its own and import the parent folder;
        labels are used for scoring only, never for training.
      </p>
    );
  return (
    <div className="scores">
      <dl>
        {kinds.map(({ id, name, title, help, min }) => (
          <div key={id} className="score">
            <dt>
              <Tooltip label={`${title}. ${help}`} w={280}>
                <button type="button">{name}</button>
              </Tooltip>
            </dt>
            <dd>{latest?.[id] === undefined ? "–" : latest[id].toFixed(3)}</dd>
            <Sparkline values={history.map((point) => point.scores?.[id] ?? null)} min={min} max={1} />
          </div>
        ))}
      </dl>
      <p className="muted">
        {latest ? "Against the known labels, which the method never sees." : "Scores appear once there are clusters."}
      </p>
    </div>
  );
}
