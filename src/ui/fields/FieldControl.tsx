import { NativeSelect, Switch, Tooltip, type TooltipProps } from "@mantine/core";
import { memo, type ReactNode, useId } from "react";
import type { Field, FieldValue } from "../../core/hyperparameters";
import { FieldSymbol } from "./FieldSymbol";
import { IntegersControl } from "./IntegersControl";
import { NumberControl } from "./NumberControl";
import { unitBeside } from "./unit-beside";

interface Props {
  readonly name: string;
  readonly field: Field;
  readonly value: FieldValue | undefined;
  readonly disabled?: boolean;
  readonly onChange: (name: string, value: FieldValue) => void;
}

/** Beside the panel where the page goes on there; below or above where the panel is as wide as the page. */
const besideOrBelow: TooltipProps["middlewares"] = { flip: { fallbackPlacements: ["bottom", "top"] }, shift: true };

/** The control of one declared field: its symbol, name, unit and help come from the declaration. */
export const FieldControl = memo(function FieldControl({
  name,
  field,
  value = field.default,
  disabled = false,
  onChange,
}: Props) {
  const id = useId();
  const helpId = `${id}-help`;
  const range = field.kind === "number" || field.kind === "integer" ? ` From ${field.min} to ${field.max}.` : "";
  return (
    <Tooltip label={`${field.help}${range}`} w={270} position="right" middlewares={besideOrBelow} openDelay={500} refProp="ref">
      <div className={disabled ? "field-box field-off" : "field-box"}>
        {control(id, helpId, name, field, value, disabled, onChange)}
        <span id={helpId} className="visually-hidden">
          {field.help}
          {range}
        </span>
      </div>
    </Tooltip>
  );
});

/** Letters of an option that can be read beside the label; a longer one takes the whole width beneath it. */
const mostBeside = 15;

function control(
  id: string,
  helpId: string,
  name: string,
  field: Field,
  value: FieldValue,
  disabled: boolean,
  onChange: Props["onChange"],
): ReactNode {
  switch (field.kind) {
    case "number":
    case "integer":
      return (
        <NumberControl
          id={id}
          describedBy={helpId}
          label={field.label}
          symbol={field.symbol}
          unit={unitBeside(field)}
          live={field.live ?? false}
          value={Number(value)}
          min={field.min}
          max={field.max}
          whole={field.kind === "integer"}
          log={field.kind === "number" && field.scale === "log" && field.min > 0}
          slider={field.kind === "number"}
          disabled={disabled}
          onChange={(next) => onChange(name, next)}
        />
      );
    case "boolean":
      return (
        <Switch
          id={id}
          size="xs"
          className="field-switch"
          labelPosition="left"
          label={field.label}
          checked={value === true}
          disabled={disabled}
          aria-describedby={helpId}
          onChange={(event) => onChange(name, event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <div className={field.options.some(({ label }) => label.length > mostBeside) ? "field field-stack" : "field field-row"}>
          <label className="field-label" htmlFor={id}>
            {field.label}
            {field.symbol && <FieldSymbol symbol={field.symbol} />}
          </label>
          <NativeSelect
            id={id}
            size="xs"
            className="field-input field-input-wide"
            data={field.options.map((option) => ({ ...option }))}
            value={String(value)}
            disabled={disabled}
            aria-describedby={helpId}
            onChange={(event) => onChange(name, event.currentTarget.value)}
          />
        </div>
      );
    case "integers":
      return (
        <IntegersControl
          id={id}
          field={field}
          value={Array.isArray(value) ? value : field.default}
          describedBy={helpId}
          disabled={disabled}
          onChange={(next) => onChange(name, next)}
        />
      );
  }
}
