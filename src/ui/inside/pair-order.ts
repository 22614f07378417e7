import type { PairsView } from "../../core/live-view";
import { percent } from "../format";

export interface ShownPair {
  /** Place in the view. */
  readonly place: number;
  readonly one: number;
  readonly other: number;
  readonly agreement: number;
}

/** The pairs of `view` whose images there are, those of least agreement first or as the method gave them. */
export function shownPairs({ pairs, agreement }: PairsView, worstFirst: boolean, images: number): ShownPair[] {
  const all = Array.from(agreement, (value, place) => ({
    place,
    one: pairs[2 * place],
    other: pairs[2 * place + 1],
    agreement: value,
  })).filter(({ one, other }) => one >= 0 && one < images && other >= 0 && other < images);
  // What nobody knows comes last.
  const key = ({ agreement: value }: ShownPair): number => (Number.isFinite(value) ? value : Number.MAX_VALUE);
  return worstFirst ? all.sort((a, b) => key(a) - key(b) || a.place - b.place) : all;
}

/** The mean over all pairs, how many are shown and, with labels, how many of them are right. */
export function pairLead({ meanAgreement }: PairsView, pairs: readonly ShownPair[], truth: Int32Array | null): string {
  const mean = meanAgreement === null ? "" : `Mean over all pairs ${meanAgreement.toFixed(3)}. `;
  const labelled = truth ? pairs.filter(({ one, other }) => truth[one] >= 0 && truth[other] >= 0) : [];
  const shown = `${mean}${pairs.length} are shown`;
  if (!truth || labelled.length === 0) return `${shown}.`;
  const same = labelled.filter(({ one, other }) => truth[one] === truth[other]).length;
  return `${shown}, and ${percent(same / labelled.length)} of those join pictures of one label.`;
}
