import { asFailure, type Failure } from './failure.ts';

/**
 * Reads again and again while its component is on the screen and the page is visible. `every` says how long to wait
 * after an answer (ms). The last good answer stays on the screen while a later one fails. State that `load` reads before
 * it first waits makes it read anew when it changes: nobody else needs to ask for that.
 */
export class Live<T> {
  data = $state.raw<T | undefined>();
  failure = $state.raw<Failure | null>(null);
  readonly #load: () => Promise<T>;
  readonly #every: (data: T | undefined) => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #onScreen = false;

  constructor(load: () => Promise<T>, every: (data: T | undefined) => number) {
    this.#load = load;
    this.#every = every;
    $effect(() => {
      const wake = () => {
        if (document.hidden) this.#pause();
        else void this.refresh();
      };
      document.addEventListener('visibilitychange', wake);
      this.#onScreen = true;
      void this.refresh();
      return () => {
        this.#onScreen = false;
        document.removeEventListener('visibilitychange', wake);
        this.#pause();
      };
    });
  }

  /** Reads now. An answer that was overtaken by a newer request is dropped; work that ends after its page asks for nothing. */
  async refresh(): Promise<void> {
    if (!this.#onScreen) return;
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
