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
    if (theme === 'system') {
      localStorage.removeItem(KEY);
      delete document.documentElement.dataset['theme'];
    } else {
      localStorage.setItem(KEY, theme);
      document.documentElement.dataset['theme'] = theme;
    }
  }
}
export const theme = new ThemeChoice();
