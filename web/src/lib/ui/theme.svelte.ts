import { painted } from './painted.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
const KEY = 'halle-theme';

/** Light, dark, or as the system says. `app.html` applies the kept choice before the first paint. */
class ThemeChoice {
  #value = $state<Theme>('system');
  constructor() {
    const kept = localStorage.getItem(KEY);
    if (kept === 'light' || kept === 'dark') this.#value = kept;
  }
  get value(): Theme {
    return this.#value;
  }
  set value(theme: Theme) {
    this.#value = theme;
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
    // Every element gets other colours, which takes a fifth of a second on a slow tablet: the button answers before.
    void painted().then(() => this.#apply());
  }
  #apply(): void {
    if (this.#value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.#value;
  }
}
export const theme = new ThemeChoice();
