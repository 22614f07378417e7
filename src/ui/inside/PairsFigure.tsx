import { Switch } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import type { PairsView } from "../../core/live-view";
import type { DatasetSummary } from "../../worker/protocol";
import { ThumbnailStrip } from "../kit/ThumbnailStrip";
import { useScheme } from "../kit/use-scheme";
import { matchColours } from "../palette";
import { pairLead, shownPairs } from "./pair-order";

interface Props {
  readonly view: PairsView;
  readonly dataset: DatasetSummary;
}

const cell = 36;
const gap = 2;

/** Pairs of images with how far the method agrees with itself about them. A click selects an image. */
export const PairsFigure = memo(function PairsFigure({ view, dataset }: Props) {
  const [worstFirst, setWorstFirst] = useState(true);
  const pairs = useMemo(() => shownPairs(view, worstFirst, dataset.shape.count), [view, worstFirst, dataset]);
  return (
    <>
      <div className="bars-head">
        <p className="muted">
          {view.agreementHelp} {pairLead(view, pairs, dataset.truth?.codes ?? null)}
        </p>
        <Switch
          size="xs"
          label="Worst first"
          labelPosition="left"
          checked={worstFirst}
          onChange={(event) => setWorstFirst(event.currentTarget.checked)}
        />
      </div>
      <ul className="pairs" aria-label={view.title}>
        {pairs.map(({ place, one, other, agreement }) => (
          <Pair key={`${place} ${one} ${other}`} one={one} other={other} agreement={agreement} dataset={dataset} />
        ))}
      </ul>
    </>
  );
});

interface PairProps {
  readonly one: number;
  readonly other: number;
  readonly agreement: number;
  readonly dataset: DatasetSummary;
}

const Pair = memo(function Pair({ one, other, agreement, dataset }: PairProps) {
  const [right, wrong] = matchColours[useScheme()];
  // The same list for the same images: a strip draws again whenever its list is new.
  const indices = useMemo(() => [one, other], [one, other]);
  const known = Number.isFinite(agreement);
  const text = known ? agreement.toFixed(2) : "–";
  const share = known ? Math.round(100 * Math.min(1, Math.max(0, agreement))) : 50;
  return (
    <li className="image-pair">
      <ThumbnailStrip dataset={dataset} indices={indices} label={`Pair, agreement ${text}`} columns={2} cell={cell} gap={gap} />
      <span className="image-pair-figure">
        <i aria-hidden="true" style={{ background: `color-mix(in oklab, ${right} ${share}%, ${wrong})` }} />
        {text}
      </span>
    </li>
  );
});
