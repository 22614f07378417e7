import { memo, useMemo } from "react";
import type { LabState } from "../../store/lab-state";
import { clusterName } from "../../store/view-slice";
import { clusterUse, clusterUseText, effectiveHelp, latestFacts } from "../facts";
import { percent } from "../format";
import { MembersButton } from "../kit/MembersButton";
import { membersOf } from "../kit/members";
import { Sparkline } from "../kit/Sparkline";
import { useScheme } from "../kit/use-scheme";
import { clusterColour } from "../palette";
import { useLab, useLabSlowly } from "../use-lab";

const selectFrame = (state: LabState) => state.frame;
const selectScores = (state: LabState) => state.scoreHistory;
const selectHistory = (state: LabState) => state.history;
const selectAsked = (state: LabState) => state.run?.clusterCount ?? 0;
const selectNames = (state: LabState) => state.clusterNames;

/** How big each cluster is, and how many images still change theirs. */
export function ClustersPanel() {
  const frame = useLabSlowly(selectFrame, 500);
  const clusters = frame?.clusters ?? null;
  const labels = frame?.labels ?? null;
  const noise = useMemo(() => membersOf(labels, -1).length, [labels]);
  const scores = useLabSlowly(selectScores, 500);
  const history = useLabSlowly(selectHistory, 500);
  const asked = useLab(selectAsked);
  const use = useMemo(() => clusterUse(latestFacts(history), asked), [history, asked]);
  const names = useLab(selectNames);
  if (!clusters) return <p className="tab-empty">Cluster sizes appear once there are clusters.</p>;
  const largest = Math.max(1, noise, ...clusters.map((cluster) => cluster.size));
  const churn = scores.at(-1)?.churn ?? null;
  const empty = clusters.filter((cluster) => cluster.size === 0).length;
  return (
    <div className="cluster-sizes">
      <div className="churn">
        <span>
          Changed cluster since the last frame <b>{churn === null ? "–" : percent(churn)}</b>
        </span>
        <Sparkline
          values={scores.map((point) => point.churn)}
          min={0}
          max={Math.max(0.05, ...scores.map((point) => point.churn ?? 0))}
        />
      </div>
      {use && (
        <div className="churn" title={effectiveHelp}>
          <span>
            Clusters used <b className={use.collapsing ? "warn-text" : undefined}>{clusterUseText(use, asked)}</b>
          </span>
          <Sparkline values={history.map((entry) => entry.facts.effectiveClusters ?? null)} min={0} max={asked} />
        </div>
      )}
      {empty > 0 && <p className="warn-text">{empty === 1 ? "One cluster is empty." : `${empty} clusters are empty.`}</p>}
      <ul aria-label="Cluster sizes">
        {clusters.map(({ cluster, size }) => (
          <SizeBar key={cluster} cluster={cluster} name={clusterName(names, cluster)} size={size} share={size / largest} />
        ))}
        {noise > 0 && <SizeBar cluster={-1} name={clusterName(names, -1)} size={noise} share={noise / largest} />}
      </ul>
    </div>
  );
}

interface SizeBarProps {
  readonly cluster: number;
  readonly name: string;
  readonly size: number;
  readonly share: number;
}

const SizeBar = memo(function SizeBar({ cluster, name, size, share }: SizeBarProps) {
  const scheme = useScheme();
  return (
    <li className="size-bar">
      <span title={name}>{name}</span>
      <i aria-hidden="true">
        <b style={{ transform: `scaleX(${share})`, background: clusterColour(cluster, scheme) }} />
      </i>
      <MembersButton cluster={cluster} size={size} />
    </li>
  );
});
