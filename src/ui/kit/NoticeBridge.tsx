import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { LabContext, useLabApi } from "../use-lab";
import { RemedyButtons } from "./RemedyButtons";

const colours = { info: "gray", success: "pine", warning: "yellow", error: "red" } as const;
const shownMs = { info: 6000, success: 6000, warning: 12_000, error: 20_000 } as const;

/** Shows the store's notices as toasts, each once, with what can be done about it. */
export function NoticeBridge({ onReport }: { readonly onReport: () => void }) {
  const store = useLabApi();
  useEffect(() => {
    let shown = 0;
    const show = (): void => {
      for (const { id, level, title, message, remedies } of store.getState().notices) {
        if (id <= shown) continue;
        shown = id;
        const key = `notice-${id}`;
        notifications.show({
          id: key,
          title,
          color: colours[level],
          autoClose: shownMs[level],
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
