import type { LabState } from "../../store/lab-state";
import { clusterColour, confidenceRamp, matchColours } from "../palette";
import { useLab } from "../use-lab";
import { useScheme } from "./use-scheme";

const selectColourBy = (state: LabState) => state.colourBy;
const selectNames = (state: LabState) => state.dataset?.truth?.names ?? null;
const selectHasLabels = (state: LabState) => state.frame?.labels != null;

const mostNames = 12;

/** What the map's colours mean, where the numbers on it don't say. */
export function MapLegend() {
  const colourBy = useLab(selectColourBy);
  const names = useLab(selectNames);
  const hasLabels = useLab(selectHasLabels);
  const scheme = useScheme();
  if (colourBy === "label" && names)
    return (
      <ul className="legend">
        {names.slice(0, mostNames).map((name, code) => (
          <li key={name}>
            <i className="dot" style={{ background: clusterColour(code, scheme) }} />
            {name}
          </li>
        ))}
        {names.length > mostNames && <li>and {names.length - mostNames} more</li>}
      </ul>
    );
  if (!hasLabels) return null;
  if (colourBy === "match")
    return (
      <ul className="legend">
        {["correct", "wrong"].map((word, i) => (
          <li key={word}>
            <i className="dot" style={{ background: matchColours[scheme][i] }} />
            {word}
          </li>
        ))}
      </ul>
    );
  if (colourBy === "confidence")
    return (
      <div className="legend">
        doubtful
        <i className="ramp" style={{ background: `linear-gradient(90deg, ${confidenceRamp(6, scheme).join(", ")})` }} />
        sure
      </div>
    );
  return null;
}
