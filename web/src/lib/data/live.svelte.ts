import { asFailure, type Failure } from './failure.ts';

/**
 * Reads again and again while its component is on the screen and the page is visible. `every` says how long to wait
 * after an answer (ms). The last good answer stays on the screen while a later one fails.
 */
export class Live<T> {
  data = $state.raw<T | undefined>();
  failure = $state.raw<Failure | null>(null);
  readonly #load: () => Promise<T>;
  readonly #every: (data: T | undefined) => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  constructor(load: () => Promise<T>, every: (data: T | undefined) => number) {
    this.#load = load;
    this.#every = every;
    $effect(() => {
      const wake = () => {
        if (document.hidden) this.#pause();
        else void this.refresh();
      };
      document.addEventListener('visibilitychange', wake);
      void this.refresh();
      return () => {
        document.removeEventListener('visibilitychange', wake);
        this.#pause();
      };
    });
  }

  /** Reads now. An answer that was overtaken by a newer request is dropped. */
  async refresh(): Promise<void> {
    this.#pause();
    const turn = this.#turn;
    try {
      const data = await this.#load();
      if (turn !== this.#turn) return;
      this.data = data;
      this.failure = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.failure = asFailure(error);
    }
    if (!document.hidden) this.#timer = setTimeout(() => void this.refresh(), this.#every(this.data));
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#turn++;
  }
}
