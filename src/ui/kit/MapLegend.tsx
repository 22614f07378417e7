import { useMemo } from "react";
import type { LabState } from "../../store/lab-state";
import { shownColour } from "../../store/shown-colour";
import { mapKey } from "../plots/map-key";
import { useLab, useLabSlowly } from "../use-lab";
import { useScheme } from "./use-scheme";

const selectFrame = (state: LabState) => state.frame;
const selectDataset = (state: LabState) => state.dataset;

/** What the map's colours mean, where the numbers on it don't say. */
export function MapLegend() {
  const colourBy = useLab(shownColour);
  const frame = useLabSlowly(selectFrame, 500);
  const dataset = useLab(selectDataset);
  const scheme = useScheme();
  const key = useMemo(() => {
    const fits = frame && dataset && frame.layout.length / 2 === dataset.shape.count;
    return fits ? mapKey(frame, dataset, colourBy, scheme) : null;
  }, [frame, dataset, colourBy, scheme]);
  if (!key) return null;
  return (
    <ul className="legend">
      {key.title && <li>{key.title}</li>}
      {key.ramp && (
        <li className="legend-ramp">
          {key.ramp.low}
          <i className="ramp" style={{ background: `linear-gradient(90deg, ${key.ramp.colours.join(", ")})` }} />
          {key.ramp.high}
        </li>
      )}
      {key.names.map(({ name, colour }) => (
        <li key={name}>
          <i className="dot" style={{ background: colour }} />
          {name}
        </li>
      ))}
      {key.more > 0 && <li>and {key.more} more</li>}
    </ul>
  );
}
