import { memo } from "react";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import type { GraphFiguresView, Homophily } from "../../worker/protocol";
import { count, percent, short } from "../format";
import { useScheme } from "../kit/use-scheme";
import { clusterColour } from "../palette";
import { useLab } from "../use-lab";
import { Histogram } from "./Histogram";

interface Props {
  readonly view: GraphFiguresView;
  /** Names of the classes, or null without labels. */
  readonly classes: readonly string[] | null;
}

const selectNames = (state: LabState) => state.clusterNames;
const noMarks: readonly never[] = [];

/** A graph over the images in figures: who has how many neighbours, and how often links join what belongs together. */
export const GraphFigure = memo(function GraphFigure({ view, classes }: Props) {
  const names = useLab(selectNames);
  const scheme = useScheme();
  const { images, edges, pieces, largestPiece, isolated, degree, degrees, byClass, byCluster } = view;
  const figures = [
    ["Edges", count(edges)],
    ["Neighbours an image", `${short(degree.mean)} (${degree.least} to ${count(degree.most)})`],
    ["Pieces", pieces === 1 ? "1, all is joined" : `${count(pieces)}, the largest of ${count(largestPiece)} of ${count(images)}`],
    ...(isolated > 0 ? [["Without neighbours", count(isolated)]] : []),
  ];
  return (
    <>
      <dl className="facts">
        {figures.map(([title, text]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Histogram title="Degrees" xTitle="Number of neighbours" yTitle="Images" {...degrees} marks={noMarks} />
      {byClass && classes ? (
        <ShareBars
          lead="Links that join images of one label"
          of={byClass}
          nameOf={(group) => classes[group]}
          colourOf={noColour}
        />
      ) : (
        <p className="muted">
          {classes
            ? "No link joins two labelled images, so nobody can say whether it joins alike ones."
            : "Whether links join images of one label can be told only with labels, and these images have none."}
        </p>
      )}
      {byCluster && (
        <ShareBars
          lead="Links that stay within a cluster"
          of={byCluster}
          nameOf={(group) => clusterName(names, group)}
          colourOf={(group) => clusterColour(group, scheme)}
        />
      )}
    </>
  );
});

/** Groups that are listed; of more, those of the lowest shares. */
const mostGroups = 24;

interface ShareProps {
  readonly lead: string;
  readonly of: Homophily;
  readonly nameOf: (group: number) => string;
  readonly colourOf: (group: number) => string;
}

/** Labels have no colour of their own here: they would have those of the clusters below. */
const noColour = () => "var(--k-muted)";

function ShareBars({ lead, of, nameOf, colourOf }: ShareProps) {
  const all = Array.from(of.byGroup, (share, group) => ({ group, share })).filter(({ share }) => !Number.isNaN(share));
  const shown = all.length <= mostGroups ? all : [...all].sort((a, b) => a.share - b.share).slice(0, mostGroups);
  return (
    <div className="share-bars">
      <p>
        {lead}: <b>{percent(of.share)}</b> <span className="muted">({percent(of.chance)} by chance)</span>
      </p>
      <ul aria-label={lead}>
        {shown.map(({ group, share }) => (
          <li key={group} className="size-bar">
            <span title={nameOf(group)}>{nameOf(group)}</span>
            <i aria-hidden="true">
              <b style={{ transform: `scaleX(${share})`, background: colourOf(group) }} />
            </i>
            <span className="figure">{percent(share)}</span>
          </li>
        ))}
      </ul>
      {shown.length < all.length && (
        <p className="muted">
          The {mostGroups} lowest of {all.length}.
        </p>
      )}
    </div>
  );
}
