import type { Values } from "../../core/hyperparameters";
import type { Matrix } from "../../core/matrix";

/** What is known of a run before it starts. */
export interface StartFacts<V> {
  /** [n, d] what is clustered or learned from: pixels, features, or the codes of an earlier run. */
  readonly points: Matrix;
  /** k */
  readonly clusters: number;
  readonly values: V;
  /** Whether `points` are codes of an earlier run. */
  readonly onCodes: boolean;
  /** How many classes have labels that the method is given; 0 where it is given none. */
  readonly knownClasses: number;
}

/** Why a run can't start: a sentence that says what would do, and the one change that would, where there is one. */
export interface Refusal {
  readonly message: string;
  readonly instead?: { readonly clusters?: number; readonly values?: Values };
}
