import { TextInput } from "@mantine/core";
import { useState } from "react";
import { faultOf, type IntegersField } from "../../core/hyperparameters";
import { FieldSymbol } from "./FieldSymbol";

interface Props {
  readonly id: string;
  readonly field: IntegersField;
  readonly value: readonly number[];
  readonly describedBy: string;
  readonly disabled: boolean;
  readonly onChange: (value: readonly number[]) => void;
}

/** A list of whole numbers, written "500-500-2000". */
export function IntegersControl({ id, field, value, describedBy, disabled, onChange }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const parsed = draft === null ? value : draft.split(/[-,\s]+/).map(Number);
  const fault = draft === null ? null : faultOf(field, parsed);
  const commit = (): void => {
    if (draft !== null && fault === null) onChange(parsed);
    setDraft(null);
  };
  return (
    <div className="field">
      <div className="field-row">
        <label className="field-label" htmlFor={id}>
          {field.label}
          {field.symbol && <FieldSymbol symbol={field.symbol} />}
        </label>
        <TextInput
          id={id}
          size="xs"
          className="field-input field-input-wide"
          autoComplete="off"
          value={draft ?? value.join("-")}
          disabled={disabled}
          error={fault !== null}
          aria-describedby={describedBy}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === "Enter" && commit()}
        />
      </div>
      {fault !== null && (
        <p className="field-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
