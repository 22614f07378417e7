import type { SideId } from "./plan";

/** What a table's column is called. */
export const sideTitles: Readonly<Record<SideId, string>> = {
  ours: "ours",
  threaded: "ours, threads",
  stock: "stock tfjs",
  completed: "stock, completed",
  torch: "PyTorch",
  narrowTorch: "PyTorch, 128 bits",
};
