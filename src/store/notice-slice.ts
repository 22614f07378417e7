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
  /** Of what is going on: those of before the last import or run are gone. */
  readonly notices: readonly Notice[];
  /** Something new begins: what was said of the old is no longer so. */
  forgetNotices(): void;
  say(notice: Omit<Notice, "id" | "remedies"> & { readonly remedies?: readonly Remedy[] }): void;
}

const kept = 50;

export const noticeSlice: StateCreator<LabState, [], [], NoticeSlice> = (set, get) => {
  let count = 0;
  return {
    notices: [],
    forgetNotices() {
      if (get().notices.length > 0) set({ notices: [] });
    },
    say({ level, title, message, remedies = [] }) {
      count += 1;
      set({ notices: [...get().notices.slice(1 - kept), { id: count, level, title, message, remedies }] });
    },
  };
};
