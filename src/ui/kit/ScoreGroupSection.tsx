import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import type { ScoreDescription } from "../../core/score-description";
import { count } from "../format";

interface SectionProps {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}

/** Scores of one kind under a heading. */
export function ScoreGroupSection({ title, lead, children }: SectionProps) {
  return (
    <section className="score-group">
      <h3>{title}</h3>
      <p className="muted">{lead}</p>
      <dl>{children}</dl>
    </section>
  );
}

/** A score's name; how it is made stands in its tooltip. */
export function ScoreName({ score }: { readonly score: ScoreDescription }) {
  const tooltip = score.title === score.name ? score.formula : `${score.title}. ${score.formula}`;
  return (
    <dt>
      <Tooltip label={tooltip} w={280}>
        <button type="button">{score.name}</button>
      </Tooltip>
    </dt>
  );
}

/** Three digits behind the point, fewer for large figures; a dash where there is none. */
export function scoreFigure(value: number | null | undefined): string {
  if (value == null || Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 100) return count(Math.round(value));
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
}
