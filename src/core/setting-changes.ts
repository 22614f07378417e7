import { type FieldValue, sameValue, type Values } from "./hyperparameters";

/** A setting that was changed while a run went on. */
export interface SettingChange {
  /** Epochs that had ended when it was. */
  readonly epoch: number;
  readonly setting: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

/** `changes` and those from the values `before` to `after`, made after `epoch`. Several of one setting in the same epoch are one. */
export function withChanges(
  changes: readonly SettingChange[],
  epoch: number,
  before: Values,
  after: Values,
): readonly SettingChange[] {
  return Object.entries(after).reduce<readonly SettingChange[]>((all, [setting, to]) => {
    if (sameValue(before[setting], to)) return all;
    const same = all.find((change) => change.epoch === epoch && change.setting === setting);
    const rest = all.filter((change) => change !== same);
    const from = same?.from ?? before[setting];
    return sameValue(from, to) ? rest : [...rest, { epoch, setting, from, to }];
  }, changes);
}

/** Those that a run still has which goes on from a checkpoint with these values, made when `epoch` had ended. */
export function changesUntil(
  changes: readonly SettingChange[],
  { epoch, values }: { readonly epoch: number; readonly values: Values },
): readonly SettingChange[] {
  return changes.filter(
    (change) => change.epoch < epoch || (change.epoch === epoch && sameValue(values[change.setting], change.to)),
  );
}
