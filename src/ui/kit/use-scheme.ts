import { useComputedColorScheme } from "@mantine/core";
import type { Scheme } from "../palette";

/** The colour scheme in force, whether chosen or the system's. */
export function useScheme(): Scheme {
  return useComputedColorScheme("light", { getInitialValueInEffect: false });
}
