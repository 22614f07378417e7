import { useEffect, useState } from "react";

/** Whether `host` can be scrolled on to the right; kept up while it scrolls, or it or its content changes size. */
export function useMoreToTheRight(host: HTMLElement | null): boolean {
  const [more, setMore] = useState(false);
  useEffect(() => {
    if (!host) return;
    const look = (): void => setMore(host.scrollLeft + host.clientWidth < host.scrollWidth - 1);
    const watch = new ResizeObserver(look);
    for (const element of [host, ...host.children]) watch.observe(element);
    host.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      watch.disconnect();
      host.removeEventListener("scroll", look);
    };
  }, [host]);
  return more;
}
