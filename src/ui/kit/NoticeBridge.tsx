import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import type { LabState } from "../../store/lab-state";
import type { Notice } from "../../store/notice-slice";
import { LabContext, useLabApi } from "../use-lab";
import { wideQuery } from "../wide-query";
import { RemedyButtons } from "./RemedyButtons";

const colours = { info: "gray", success: "pine", warning: "yellow", error: "red" } as const;
const shownMs = { info: 3500, success: 3500, warning: 6000, error: 9000 } as const;
/** More would hide the gallery; on a narrow page a second one hides what the first is about. */
const mostAtOnce = () => (matchMedia(wideQuery).matches ? 2 : 1);

const keyOf = (id: number): string => `notice-${id}`;

/** Whether a panel shows the same fault in its place, until it is mended. */
function shownInPlace({ engineFault, status, runMessage }: LabState, { level, message }: Notice): boolean {
  if (level !== "error") return false;
  return message === engineFault || (status === "failed" && message === runMessage);
}

/** Shows the store's notices as toasts, each once, with what can be done about it. */
export function NoticeBridge({ onReport }: { readonly onReport: () => void }) {
  const store = useLabApi();
  useEffect(() => {
    let shown = 0;
    let open: readonly string[] = [];
    const show = (): void => {
      const state = store.getState();
      const said = new Set(state.notices.map(({ id }) => keyOf(id)));
      for (const key of open) if (!said.has(key)) notifications.hide(key);
      for (const notice of state.notices) {
        const { id, level, title, message, remedies } = notice;
        if (id <= shown) continue;
        shown = id;
        if (shownInPlace(state, notice)) continue;
        const key = keyOf(id);
        open = [...open, key];
        const most = mostAtOnce();
        for (const old of open.slice(0, -most)) notifications.hide(old);
        open = open.slice(-most);
        notifications.show({
          id: key,
          title,
          color: colours[level],
          autoClose: shownMs[level],
          onClose: () => {
            open = open.filter((other) => other !== key);
          },
          closeButtonProps: { "aria-label": "Dismiss" },
          role: level === "error" ? "alert" : "status",
          message: (
            <LabContext value={store}>
              {message}
              <RemedyButtons remedies={remedies} onReport={onReport} onDone={() => notifications.hide(key)} />
            </LabContext>
          ),
        });
      }
    };
    show();
    return store.subscribe((state, before) => state.notices !== before.notices && show());
  }, [store, onReport]);
  return null;
}
