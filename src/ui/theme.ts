import { createTheme, type MantineColorsTuple, rem } from "@mantine/core";

/** The one accent: pine in the light, mint in the dark. Everything else is neutral, so that the clusters own the colours. */
const pine: MantineColorsTuple = [
  "#e9f7f2",
  "#d2eee4",
  "#a6dfcb",
  "#7fd6ba",
  "#5fd3b3",
  "#2fb392",
  "#14836a",
  "#0b6b57",
  "#085646",
  "#053d32",
];

/** Neutrals with a trace of green, for the dark scheme. */
const dark: MantineColorsTuple = [
  "#e4ece9",
  "#c0ccc7",
  "#96a6a0",
  "#64746e",
  "#2b3836",
  "#202b29",
  "#19211f",
  "#131a18",
  "#0d1211",
  "#080c0b",
];

const gray: MantineColorsTuple = [
  "#f7f9f8",
  "#eff3f1",
  "#e4eae7",
  "#d5ddd9",
  "#bfcac5",
  "#9aa8a2",
  "#5d6b65",
  "#45524d",
  "#2a3431",
  "#16201d",
];

/** Id of the landmark that menus, tooltips, dialogs and toasts are put into; mount-lab.tsx makes it. */
export const popUpsId = "pop-ups";

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  black: "#16201d",
  colors: { pine, dark, gray },
  fontFamily:
    '"Inter", "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(19) },
  radius: { xs: rem(3), sm: rem(5), md: rem(8), lg: rem(12), xl: rem(20) },
  defaultRadius: "sm",
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Portal: { defaultProps: { target: `#${popUpsId}` } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 350,
        multiline: true,
        events: { hover: true, focus: true, touch: true },
        // Above toasts, which may lie where it opens.
        zIndex: 500,
      },
    },
    // Named, so that the dark scheme finds it by that.
    Button: { defaultProps: { size: "xs", variant: "filled" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Popover: { defaultProps: { shadow: "md", withArrow: true, returnFocus: true, transitionProps: { duration: 0 } } },
    Menu: { defaultProps: { shadow: "md" } },
  },
});
