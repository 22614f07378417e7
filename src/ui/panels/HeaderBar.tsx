import { ActionIcon, Button, Popover, Radio, Stack, Tooltip, useMantineColorScheme } from "@mantine/core";
import { Cpu, Moon, Sun } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { BackendPreference } from "../../store/engine-link";
import type { LabState } from "../../store/lab-state";
import { useScheme } from "../kit/use-scheme";
import { useLab, useLabApi } from "../use-lab";

const selectBackend = (state: LabState) => state.backend;
const selectPreference = (state: LabState) => state.backendPreference;
const selectEngineStatus = (state: LabState) => state.engineStatus;

/** The name, the engine's state, and what concerns the whole page. */
export function HeaderBar({ children }: { readonly children?: ReactNode }) {
  const scheme = useScheme();
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <header className="header">
      <h1>
        <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
          <circle className="mark-a" cx="11.5" cy="12" r="6.5" />
          <circle className="mark-b" cx="21.5" cy="13.5" r="5" />
          <circle className="mark-c" cx="15.5" cy="22" r="4.2" />
        </svg>
        Kindred
      </h1>
      <p className="tagline">Deep image clustering in your browser. Your images stay here.</p>
      <div className="header-actions">
        <BackendMenu />
        {children}
        <Tooltip label={`Change to the ${other} scheme`}>
          <ActionIcon size="lg" aria-label={`Change to the ${other} scheme`} onClick={() => setColorScheme(other)}>
            {scheme === "dark" ? <Sun size={17} aria-hidden="true" /> : <Moon size={17} aria-hidden="true" />}
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}

const choices: readonly { readonly value: BackendPreference; readonly label: string; readonly description: string }[] = [
  { value: "auto", label: "Automatic", description: "The first that works: WebGPU, WebGL, WebAssembly, plain JavaScript." },
  { value: "webgpu", label: "WebGPU", description: "The graphics processor, the fastest where there is one." },
  { value: "webgl", label: "WebGL", description: "The graphics processor by the older way." },
  { value: "wasm", label: "WebAssembly", description: "The processor, with vector instructions." },
  { value: "cpu", label: "JavaScript", description: "Slow and exact; the last resort." },
];

function BackendMenu() {
  const store = useLabApi();
  const backend = useLab(selectBackend);
  const preference = useLab(selectPreference);
  const status = useLab(selectEngineStatus);
  const [chosen, setChosen] = useState(preference);
  const word = status === "lost" ? "no engine" : (backend?.backend ?? "starting");
  return (
    <Popover width={320} position="bottom-end" trapFocus onOpen={() => setChosen(preference)}>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<Cpu size={14} aria-hidden="true" />}
          aria-label={`Backend: ${word}`}
          className={`backend backend-${status}`}
        >
          {word}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {backend && (
            <div className="backend-report">
              <p>
                <strong>{backend.backend}</strong>
                {backend.device && ` on ${backend.device}`}
                {backend.backend === "wasm" && `, ${backend.threads} ${backend.threads === 1 ? "thread" : "threads"}`}
              </p>
              <p className="muted">{backend.reason}</p>
              {backend.passedOver.some(({ fault }) => !backend.reason.includes(fault)) && (
                <ul className="muted">
                  {backend.passedOver.map(({ backend: name, fault }) => (
                    <li key={name}>
                      {name}: {fault}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          )}
          <Radio.Group
            label="Compute backend"
            description="Another starts the engine again; a run is lost but for its checkpoint."
            size="xs"
            value={chosen}
            onChange={(value) => setChosen(choices.find((choice) => choice.value === value)?.value ?? preference)}
          >
            <Stack gap={8} mt={8}>
              {choices.map(({ value, label, description }) => (
                <Radio key={value} size="xs" value={value} label={label} description={description} />
              ))}
            </Stack>
          </Radio.Group>
          {/* Arrow keys walk through the choices: only this ends a run. */}
          <Button
            size="xs"
            disabled={chosen === preference && status !== "lost"}
            onClick={() => store.getState().restartEngine(chosen)}
          >
            Start the engine again
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
