import type { Config, Data, Layout } from "plotly.js";
import Plotly from "plotly.js/lib/core";
import scatter from "plotly.js/lib/scatter";

Plotly.register([scatter]);

/** Nothing is ever sent anywhere, and the bar of buttons stays away. */
const config: Partial<Config> = {
  showSendToCloud: false,
  plotlyServerURL: "",
  displaylogo: false,
  displayModeBar: false,
  responsive: false,
  scrollZoom: false,
  doubleClick: false,
  showTips: false,
};

/** Draws or updates the chart in `element`. */
export async function drawChart(element: HTMLElement, data: Data[], layout: Partial<Layout>): Promise<void> {
  await Plotly.react(element, data, layout, config);
}

export function removeChart(element: HTMLElement): void {
  Plotly.purge(element);
}
