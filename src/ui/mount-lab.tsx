import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { LabStore } from "../store/store";
import { App } from "./App";
import { popUpsId, theme } from "./theme";
import { LabContext } from "./use-lab";
import "./styles";

/** Renders the lab around `store` into `host`. */
export function mountLab(host: HTMLElement, store: LabStore): void {
  // Everything on a page belongs into a landmark, what floats over it too.
  const popUps = document.createElement("div");
  popUps.id = popUpsId;
  popUps.role = "region";
  popUps.ariaLabel = "Pop-ups";
  host.after(popUps);
  createRoot(host).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-right" limit={2} />
        <LabContext value={store}>
          <App />
        </LabContext>
      </MantineProvider>
    </StrictMode>,
  );
}
