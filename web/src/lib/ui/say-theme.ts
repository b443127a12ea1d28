import { m } from '$lib/paraglide/messages.js';
import type { Theme } from './theme.svelte.ts';

export const SAID_THEMES: Record<Theme, () => string> = {
  system: m.theme_system,
  light: m.theme_light,
  dark: m.theme_dark,
};
