/** Compiled, never run: what must not compile. */
import { choice, defaultsOf, integer, integers } from "./hyperparameters";

const schema = {
  start: choice({
    label: "Start",
    help: "From where.",
    options: [
      { value: "kmeans", label: "k-means" },
      { value: "random", label: "Random" },
    ],
    default: "kmeans",
  }),
  epochs: integer({ label: "Epochs", help: "How long.", default: 1, min: 0, max: 2 }),
  widths: integers({ label: "Widths", help: "How wide.", default: [1], min: 1, max: 2, minLength: 1, maxLength: 2 }),
};
const values = defaultsOf(schema);

export const start: "kmeans" | "random" = values.start;
export const epochs: number = values.epochs;
export const widths: readonly number[] = values.widths;

// @ts-expect-error the options are a union of literals
export const other: "middle" = values.start;
// @ts-expect-error there is no such setting
export const speed = values.speed;
// @ts-expect-error values are read only
values.epochs = 3;
// @ts-expect-error a default must be one of the options
choice({ label: "Start", help: "From where.", options: [{ value: "kmeans", label: "k-means" }], default: "random" });
// @ts-expect-error the range must be given
integer({ label: "Epochs", help: "How long.", default: 1, min: 0 });
