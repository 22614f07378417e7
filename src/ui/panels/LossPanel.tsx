import { Switch } from "@mantine/core";
import { useMemo, useRef } from "react";
import type { LabState } from "../../store/lab-state";
import { latestFacts } from "../facts";
import { short } from "../format";
import { FactsList } from "../kit/FactsList";
import { useScheme } from "../kit/use-scheme";
import { lossTitle } from "../loss-names";
import { lineColour } from "../palette";
import { anyAboveZero, lastLoss, lineDash, lossTerms, termsNotAboveZero, termsOnTheRight } from "../plots/loss-traces";
import { useLossChart } from "../plots/use-loss-chart";
import { useLab, useLabApi, useLabSlowly } from "../use-lab";

const selectHistory = (state: LabState) => state.history;
const selectClusterCount = (state: LabState) => state.run?.clusterCount ?? 0;
/** Read off the store's own history: the one shown here lags behind it. */
const selectLossless = ({ status, history }: LabState) =>
  status === "finished" && history.every(({ losses }) => Object.keys(losses).length === 0);
const selectLog = (state: LabState) => state.logLosses;

/** One line a loss term, with its present value, and what else epochs tell. */
export function LossPanel() {
  const store = useLabApi();
  const host = useRef<HTMLDivElement>(null);
  const scheme = useScheme();
  const log = useLab(selectLog);
  const lossless = useLab(selectLossless);
  const history = useLabSlowly(selectHistory, 500);
  const clusters = useLab(selectClusterCount);
  const facts = useMemo(() => latestFacts(history), [history]);
  useLossChart(store, host, scheme);
  const terms = lossTerms(history);
  const right = termsOnTheRight(history);
  const latest = terms.map((term) => lastLoss(history, term));
  const left = log ? termsNotAboveZero(history, terms) : [];
  const nothing = left.length > 0 && !anyAboveZero(history);
  const epoch = history.at(-1)?.epoch;
  const summary =
    terms.length === 0
      ? `Losses by term: ${lossless ? "this method has none" : "none yet"}.`
      : `Losses by term at epoch ${epoch}: ${terms.map((term, i) => `${lossTitle(term)} ${short(latest[i])}`).join(", ")}.`;
  return (
    <div className="loss-panel">
      <div className="loss-head">
        <ul className="line-legend">
          {terms.map((term, index) => (
            <li key={term}>
              <svg width="22" height="8" aria-hidden="true">
                <line
                  x1="0"
                  x2="22"
                  y1="4"
                  y2="4"
                  stroke={lineColour(index, scheme)}
                  strokeWidth="2"
                  strokeDasharray={lineDash(index).replace("solid", "none")}
                />
              </svg>
              {lossTitle(term)} <b>{short(latest[index])}</b>
              {right.has(term) && " (right)"}
            </li>
          ))}
        </ul>
        <Switch
          size="xs"
          label="Log scale"
          labelPosition="left"
          checked={log}
          onChange={(event) => store.getState().setLogLosses(event.currentTarget.checked)}
        />
      </div>
      <FactsList facts={facts} clusters={clusters} />
      {left.length > 0 && !nothing && (
        <p className="muted loss-note">Zero and less have no place on a log scale: {left.map(lossTitle).join(", ")}.</p>
      )}
      <div className="chart" role="img" aria-label={summary}>
        <div ref={host} className="chart-host" aria-hidden="true" />
        {nothing && <p className="chart-empty">No loss is above zero, so a log scale has nothing to show.</p>}
        {terms.length === 0 && (
          <p className="chart-empty">
            {lossless ? "This method has no losses." : "Losses appear here, one line a term, from the first epoch on."}
          </p>
        )}
      </div>
    </div>
  );
}
