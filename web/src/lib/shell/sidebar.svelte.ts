const KEY = 'halle-sidebar';

/** Whether the sidebar shows only its icons: as the person chose, else by the room that the screen has. */
class SidebarChoice {
  #narrow = $state(false);
  constructor() {
    const kept = localStorage.getItem(KEY);
    this.#narrow = kept === null ? !matchMedia('(min-width: 80rem)').matches : kept === 'narrow';
  }
  get narrow(): boolean {
    return this.#narrow;
  }
  toggle(): void {
    this.#narrow = !this.#narrow;
    localStorage.setItem(KEY, this.#narrow ? 'narrow' : 'wide');
  }
}
export const sidebar = new SidebarChoice();
