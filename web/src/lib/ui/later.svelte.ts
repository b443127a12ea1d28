import { asFailure } from '$lib/data/failure.ts';
import { sayFailure } from '$lib/i18n/say-failure.ts';
import { painted } from './painted.ts';
import { toasts } from './toasts.svelte.ts';

/**
 * A component that a page needs only when somebody asks for it: its code is fetched then, or at a sign that it will be (a
 * pointer over its button). Where it cannot be fetched that is said, and the next time it is tried again.
 */
export class Later<T> {
  part = $state.raw<T | null>(null);
  readonly #fetch: () => Promise<{ default: T }>;
  #coming: Promise<boolean> | null = null;

  constructor(fetch: () => Promise<{ default: T }>) {
    this.#fetch = fetch;
  }

  /** Resolves with whether it is there. */
  load(): Promise<boolean> {
    this.#coming ??= this.#get();
    return this.#coming;
  }
  /** As `load`, when a person has pressed: the press is painted first, and what opens is made in the next frame. */
  async wanted(): Promise<boolean> {
    await painted();
    return this.load();
  }
  async #get(): Promise<boolean> {
    try {
      this.part = (await this.#fetch()).default;
      return true;
    } catch (error) {
      this.#coming = null;
      toasts.show(sayFailure(asFailure(error)).title, 'bad');
      return false;
    }
  }
}
