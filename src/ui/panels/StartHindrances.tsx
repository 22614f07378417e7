import { Button } from "@mantine/core";
import { chosenMethod } from "../../store/recipe-slice";
import { startHindrances } from "../../store/start-check-slice";
import type { StartFault } from "../../worker/protocol";
import { settingText } from "../method/recipe-settings";
import { useLab, useLabApi } from "../use-lab";

/** Why no run can start, beside the button that would start it, and what one click can change about that. */
export function StartHindrances() {
  const store = useLabApi();
  const faults = useLab(startHindrances);
  const method = useLab(chosenMethod);
  if (faults.length === 0) return null;
  const offer = ({ instead }: StartFault): string[] => [
    ...(instead?.clusters === undefined ? [] : [`Take ${instead.clusters} clusters`]),
    ...Object.entries(instead?.values ?? {}).flatMap(([name, value]) => {
      const field = method?.hyperparameters[name];
      return field ? [`${field.label}: ${settingText(field, value)}`] : [];
    }),
  ];
  return (
    <div className="hindrances" role="status" aria-label="Why no run can start">
      {faults.map((fault) => {
        const offered = offer(fault);
        return (
          <div key={fault.message}>
            <p>{fault.message}</p>
            {offered.length > 0 && (
              <Button size="compact-xs" variant="light" onClick={() => store.getState().takeInstead(fault)}>
                {offered.join(", ")}
              </Button>
            )}
          </div>
        );
      })}
    </div>
  );
}
