interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
}
const SECONDS = 6;

/** Short messages after an action. They go by themselves; nothing that must be read is only here. */
class Toasts {
  list = $state<Toast[]>([]);
  #last = 0;
  show(text: string, tone: Toast['tone'] = 'good'): void {
    const id = ++this.#last;
    this.list.push({ id, text, tone });
    setTimeout(() => this.close(id), SECONDS * 1000);
  }
  close(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}
export const toasts = new Toasts();
