import { secondsToRead } from './seconds-to-read.ts';

/** One thing that can be done about what was said, mostly: taking it back. */
export interface ToastAction {
  label: string;
  work: () => void;
}
export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
  action: ToastAction | null;
}

/** Short messages after an action. They go by themselves when they were read; nothing that must be read is only here. */
class Toasts {
  list = $state<Toast[]>([]);
  #last = 0;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, tone: Toast['tone'] = 'good', action: ToastAction | null = null): void {
    const toast = { id: ++this.#last, text, tone, action };
    this.list.push(toast);
    this.resume(toast);
  }
  /** Somebody is at it, with the pointer or the keyboard: it stays. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }
  resume(toast: Toast): void {
    this.hold(toast.id);
    const ms = secondsToRead(toast.text, toast.action !== null) * 1000;
    this.#timers.set(
      toast.id,
      setTimeout(() => this.close(toast.id), ms),
    );
  }
  close(id: number): void {
    this.hold(id);
    this.list = this.list.filter((t) => t.id !== id);
  }
}
export const toasts = new Toasts();
