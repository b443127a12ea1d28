import { asFailure } from '$lib/data/failure.ts';
import { sayFailure } from '$lib/i18n/say-failure.ts';
import { toasts } from '$lib/ui/toasts.svelte.ts';

/** One action at a time; a refusal is told in a toast, and the page is read again either way. */
export class Doing {
  busy = $state(false);
  readonly #done: () => void;

  constructor(done: () => void) {
    this.#done = done;
  }

  /** Resolves with whether it was done. Never throws. */
  async it(action: () => Promise<void>, said?: string): Promise<boolean> {
    this.busy = true;
    try {
      await action();
      if (said) toasts.show(said);
      return true;
    } catch (error) {
      const { title, original } = sayFailure(asFailure(error));
      toasts.show(original ? `${title} ${original}` : title, 'bad');
      return false;
    } finally {
      this.busy = false;
      this.#done();
    }
  }
}
