import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { LabStore } from "../store/store";
import { App } from "./App";
import { theme } from "./theme";
import { LabContext } from "./use-lab";
import "./styles";

/** Renders the lab around `store` into `host`. */
export function mountLab(host: HTMLElement, store: LabStore): void {
  createRoot(host).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-right" limit={4} />
        <LabContext value={store}>
          <App />
        </LabContext>
      </MantineProvider>
    </StrictMode>,
  );
}
