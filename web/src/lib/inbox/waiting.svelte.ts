import { countWaiting } from '$lib/data/inbox.ts';

/** How many candidates wait for an answer, for the navigation; the inbox refreshes it after an answer. */
class Waiting {
  count = $state(0);

  /** Never throws: a number that cannot be read is no reason to disturb a page. */
  async refresh(): Promise<void> {
    try {
      this.count = await countWaiting();
    } catch {
      // The page itself says that the server cannot be reached.
    }
  }
}
export const waiting = new Waiting();
