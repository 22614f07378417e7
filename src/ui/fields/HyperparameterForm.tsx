import { UnstyledButton } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { applies, type Field, type FieldValue, type Schema, type Values } from "../../core/hyperparameters";
import { FieldControl } from "./FieldControl";

interface Props {
  readonly schema: Schema;
  readonly values: Values;
  /** During a run only live fields can be edited. */
  readonly liveOnly: boolean;
  readonly onChange: (name: string, value: FieldValue) => void;
  /** What stands beneath the fields of a group, by the group's heading. */
  readonly beneath?: Readonly<Record<string, ReactNode>>;
}

const otherGroup = "Settings";

/** A form from a method's own declaration: grouped, with the advanced fields folded away. */
export function HyperparameterForm({ schema, values, liveOnly, onChange, beneath = {} }: Props) {
  const [open, setOpen] = useState(false);
  const advancedId = useId();
  const shown = Object.entries(schema).filter(([, field]) => applies(field, values));
  const plain = shown.filter(([, field]) => !field.advanced);
  const advanced = shown.filter(([, field]) => field.advanced);
  const groups = [...new Set(plain.map(([, field]) => field.group ?? otherGroup))];

  const control = ([name, field]: readonly [string, Field]) => (
    <FieldControl
      key={name}
      name={name}
      field={field}
      value={values[name]}
      disabled={liveOnly && field.live !== true}
      onChange={onChange}
    />
  );

  return (
    <div className="hyperparameters">
      {groups.map((group) => (
        <fieldset key={group}>
          <legend className={group === otherGroup ? "visually-hidden" : undefined}>{group}</legend>
          {plain.filter(([, field]) => (field.group ?? otherGroup) === group).map(control)}
          {beneath[group]}
        </fieldset>
      ))}
      {advanced.length > 0 && (
        <>
          <UnstyledButton className="fold" aria-expanded={open} aria-controls={advancedId} onClick={() => setOpen(!open)}>
            <ChevronDown size={14} className={open ? "fold-icon fold-open" : "fold-icon"} aria-hidden="true" />
            Advanced ({advanced.length})
          </UnstyledButton>
          <fieldset id={advancedId} hidden={!open}>
            <legend className="visually-hidden">Advanced</legend>
            {open && advanced.map(control)}
          </fieldset>
        </>
      )}
    </div>
  );
}
