import { Fragment, useMemo } from "react";
import type { ScoreDescription, ScoreGroup } from "../../core/score-description";
import { restartScores } from "../../export/restart-scores";
import type { LabState } from "../../store/lab-state";
import { useLab, useLabSlowly } from "../use-lab";
import { ScoreGroupSection, ScoreName, scoreFigure } from "./ScoreGroupSection";
import { Sparkline } from "./Sparkline";

const selectDescriptions = (state: LabState) => state.scoreDescriptions;
const selectScores = (state: LabState) => state.scoreHistory;
const selectHistory = (state: LabState) => state.history;
const selectLearns = (state: LabState) => state.methods.find(({ id }) => id === state.run?.methodId)?.learnsFromLabels === true;

const neverSeesSentence = "Against the known labels, which the method never sees.";
const learnsSentence = "Against the known labels; this method was given some of them, and those images are left out.";

const groups: readonly { readonly id: ScoreGroup; readonly title: string; readonly lead: string }[] = [
  { id: "images", title: "Image by image", lead: "Does each image lie where its label would put it?" },
  { id: "information", title: "What clusters tell", lead: "If you know an image's cluster, how well do you know its label?" },
  { id: "pairs", title: "Pair by pair", lead: "Are two images together exactly when they share a label?" },
];

/** How well the clusters agree with the known labels, live, and how much that varied over restarts. */
export function LabelScores() {
  const descriptions = useLab(selectDescriptions);
  const points = useLabSlowly(selectScores, 500);
  const history = useLabSlowly(selectHistory, 500);
  const latest = points.at(-1)?.scores ?? null;
  const learns = useLab(selectLearns);
  const restarts = useMemo(() => restartScores(history), [history]);

  const row = (score: ScoreDescription) => {
    const spread = restarts && restarts.count > 1 ? restarts.scores[score.id] : undefined;
    return (
      <div key={score.id} className="score">
        <ScoreName score={score} />
        <dd className="score-value">{scoreFigure(latest?.[score.id])}</dd>
        <dd aria-hidden="true">
          <Sparkline values={points.map((point) => point.scores?.[score.id] ?? null)} min={0} max={1} />
        </dd>
        {spread && (
          <dd className="score-restarts">
            {scoreFigure(spread.mean)} ± {scoreFigure(spread.sd)} over {restarts?.count} restarts
          </dd>
        )}
        <dd className="score-text">{score.summary}</dd>
      </div>
    );
  };

  return (
    <Fragment>
      <p className="muted">
        {latest ? (learns ? learnsSentence : neverSeesSentence) : "Scores appear once there are clusters."}
        {restarts &&
          restarts.count > 1 &&
          " ± is the standard deviation over all restarts; the large figure is that of the one kept."}
      </p>
      {groups.map(({ id, title, lead }) => (
        <ScoreGroupSection key={id} title={title} lead={lead}>
          {headlinesFirst(descriptions.filter(({ group }) => group === id)).map(row)}
        </ScoreGroupSection>
      ))}
    </Fragment>
  );
}

function headlinesFirst(scores: readonly ScoreDescription[]): readonly ScoreDescription[] {
  return [...scores].sort((a, b) => Number(b.headline) - Number(a.headline));
}
