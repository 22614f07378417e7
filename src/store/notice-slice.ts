import type { StateCreator } from "zustand/vanilla";
import type { LabState } from "./lab-state";

export type Remedy = "restartEngine" | "restartOnWasm" | "resumeFromCheckpoint" | "openImportReport";

export interface Notice {
  readonly id: number;
  readonly level: "info" | "success" | "warning" | "error";
  readonly title: string;
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

/** Things said to the user once, newest last. */
export interface NoticeSlice {
  readonly notices: readonly Notice[];
  say(notice: Omit<Notice, "id" | "remedies"> & { readonly remedies?: readonly Remedy[] }): void;
}

const kept = 50;

export const noticeSlice: StateCreator<LabState, [], [], NoticeSlice> = (set, get) => ({
  notices: [],
  say({ level, title, message, remedies = [] }) {
    const { notices } = get();
    const id = (notices.at(-1)?.id ?? 0) + 1;
    set({ notices: [...notices.slice(1 - kept), { id, level, title, message, remedies }] });
  },
});
