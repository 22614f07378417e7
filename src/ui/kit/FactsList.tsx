import { Tooltip } from "@mantine/core";
import { memo } from "react";
import { shownFacts } from "../facts";

interface Props {
  /** The last value of each fact. */
  readonly facts: Readonly<Record<string, number>>;
  /** k of the run. */
  readonly clusters: number;
}

/** What epochs tell beside their losses, with names. */
export const FactsList = memo(function FactsList({ facts, clusters }: Props) {
  const shown = shownFacts(facts, clusters);
  if (shown.length === 0) return null;
  return (
    <dl className="facts" aria-label="Facts of the last epoch">
      {shown.map(({ id, title, text, help, warns }) => (
        <div key={id} className={warns ? "warn-text" : undefined}>
          <dt>
            {help ? (
              <Tooltip label={help} w={260}>
                <button type="button">{title}</button>
              </Tooltip>
            ) : (
              title
            )}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
});
