import { Modal, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import type { MethodId } from "../../core/ids";
import type { MethodDescriptor } from "../../worker/protocol";
import { counted } from "../format";
import { findMethods, firstSentence } from "./find-methods";

interface Props {
  readonly methods: readonly MethodDescriptor[];
  readonly chosen: MethodId;
  readonly opened: boolean;
  readonly onChoose: (id: MethodId) => void;
  readonly onClose: () => void;
}

/** Every method with a sentence about it, by family, and a field that finds some of them. */
export function MethodBrowser({ opened, onClose, ...list }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="All methods"
      size="lg"
      closeButtonProps={{ "aria-label": "Close the list of methods" }}
    >
      {/* Mounted anew each time, so that it begins with every method. */}
      <MethodList {...list} onClose={onClose} />
    </Modal>
  );
}

/** The field keeps the focus: arrow keys walk through the list below it, Enter takes what they stand on. */
function MethodList({ methods, chosen, onChoose, onClose }: Omit<Props, "opened">) {
  const id = useId();
  const [query, setQuery] = useState("");
  const groups = findMethods(methods, query);
  const found = groups.flatMap((group) => group.methods);
  const [active, setActive] = useState<MethodId | null>(chosen);
  const place = Math.max(
    0,
    found.findIndex((method) => method.id === active),
  );
  const optionId = (method: MethodDescriptor | undefined) => method && `${id}-${method.id}`;
  const activeId = optionId(found[place]);

  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  const choose = (method: MethodDescriptor): void => {
    onChoose(method.id);
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: found.length - 1 }[event.key];
    const present = found[place];
    if (event.key === "Enter" && present) choose(present);
    else if (next !== undefined && found.length > 0) setActive(found[Math.min(found.length - 1, Math.max(0, next))].id);
    else return;
    event.preventDefault();
  };

  return (
    <div className="methods">
      <TextInput
        data-autofocus
        size="sm"
        role="combobox"
        aria-label="Find a method"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={activeId}
        placeholder="A name, an author, or a word such as digits or fast"
        leftSection={<Search size={14} aria-hidden="true" />}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          // What was found begins with its first.
          setActive(null);
        }}
        onKeyDown={onKeyDown}
      />
      <p className="visually-hidden" role="status">
        {counted(found.length, "method")}
      </p>
      {found.length === 0 && <p className="muted">No method has all of these words in its name, description or paper.</p>}
      <div id={`${id}-list`} role="listbox" aria-label="Methods">
        {groups.map(({ family, title, methods: own }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options
          <div key={family} role="group" aria-labelledby={`${id}-${family}-family`}>
            <p id={`${id}-${family}-family`} role="presentation">
              {title}
            </p>
            {own.map((method) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
              <div
                key={method.id}
                id={optionId(method)}
                role="option"
                tabIndex={-1}
                aria-selected={method.id === chosen}
                className={method === found[place] ? "method-option method-option-active" : "method-option"}
                onClick={() => choose(method)}
                onMouseMove={() => active !== method.id && setActive(method.id)}
              >
                <strong>{method.title}</strong>
                <small>{method.reference.year}</small>
                <span>{firstSentence(method.summary)}</span>
                <span className="take-when">{method.takeWhen}</span>
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
