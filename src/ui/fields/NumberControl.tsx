import { Slider, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { FieldSymbol } from "./FieldSymbol";
import { fromSlider, sliderSteps, toSlider } from "./slider-scale";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly symbol?: string | undefined;
  readonly unit?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
  readonly log?: boolean;
  readonly slider?: boolean;
  readonly disabled?: boolean;
  readonly live?: boolean;
  /** What the value is chosen for, such as the dataset's id: what was said of a text goes when this is another. */
  readonly of?: string | null;
  readonly onChange: (value: number) => void;
}

/** A number as text, with a slider where the range has one; arrow keys step, by factors on a logarithmic scale. */
export function NumberControl(props: Props) {
  const { id, label, symbol, unit, value, min, max, whole = false, log = false, slider = false, disabled = false } = props;
  const [draft, setDraft] = useState<string | null>(null);
  /** What became of a text that could not be taken as it was; stays until the next edit. */
  const [mended, setMended] = useState<string | null>(null);
  const [known, setKnown] = useState(value);
  /** The last value that came from here. */
  const [own, setOwn] = useState(value);
  const [knownOf, setKnownOf] = useState(props.of);
  if (props.of !== knownOf) {
    setKnownOf(props.of);
    setMended(null);
  }
  // A value from elsewhere, as of images dropped meanwhile, makes what was typed here, and what was said of it, void.
  if (value !== known) {
    setKnown(value);
    if (value !== own) {
      setOwn(value);
      setDraft(null);
      setMended(null);
    }
  }
  const fault = draft === null ? null : faultOfText(draft, min, max, whole);

  const onChange = (next: number): void => {
    setOwn(next);
    props.onChange(next);
  };
  const commit = (): void => {
    if (draft === null) return;
    if (fault === null) onChange(Number(draft));
    else {
      const given = Number(draft);
      const taken = draft.trim() === "" || !Number.isFinite(given) ? value : nearest(given, min, max, whole);
      onChange(taken);
      setMended(`${taken} it is: ${fault.charAt(0).toLowerCase()}${fault.slice(1)}`);
    }
    setDraft(null);
  };
  const edit = (text: string): void => {
    setMended(null);
    setDraft(text);
  };
  const step = (direction: 1 | -1): void => {
    const next = log ? value * (direction > 0 ? 2 : 0.5) : value + direction * stepOf(min, max, whole);
    setDraft(null);
    setMended(null);
    const bounded = Math.min(max, Math.max(min, next));
    onChange(whole ? Math.round(bounded) : Number(bounded.toPrecision(6)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      step(event.key === "ArrowUp" ? 1 : -1);
    } else if (event.key === "Enter") {
      commit();
    } else if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      setDraft(null);
    }
  };

  return (
    <div className="field">
      <div className="field-row">
        <label className="field-label" htmlFor={id}>
          {label}
          {symbol && <FieldSymbol symbol={symbol} />}
          {unit && <span className="unit">{unit}</span>}
          {props.live && <span className="live-dot" title="Can change during a run" />}
        </label>
        <TextInput
          id={id}
          size="xs"
          className="field-input"
          inputMode={whole ? "numeric" : "decimal"}
          autoComplete="off"
          value={draft ?? String(value)}
          disabled={disabled}
          error={fault !== null}
          aria-describedby={props.describedBy}
          onChange={(event) => edit(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
      </div>
      {(fault ?? mended) !== null && (
        <p className="field-fault" role="alert">
          {fault ?? mended}
        </p>
      )}
      {slider && (
        <Slider
          size={3}
          thumbSize={12}
          label={null}
          disabled={disabled}
          thumbLabel={`${label}, slider`}
          thumbValueText={`${value}${unit ? ` ${unit}` : ""}`}
          min={0}
          max={sliderSteps}
          value={toSlider(value, min, max, log)}
          onChange={(position) => {
            setMended(null);
            onChange(fromSlider(position, min, max, log, whole));
          }}
        />
      )}
    </div>
  );
}

function faultOfText(text: string, min: number, max: number, whole: boolean): string | null {
  const value = Number(text);
  const right =
    text.trim() !== "" && Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value));
  return right ? null : `A ${whole ? "whole " : ""}number from ${min} to ${max}.`;
}

function nearest(value: number, min: number, max: number, whole: boolean): number {
  return Math.min(max, Math.max(min, whole ? Math.round(value) : value));
}

function stepOf(min: number, max: number, whole: boolean): number {
  return whole ? 1 : 10 ** Math.floor(Math.log10((max - min) / 20));
}
