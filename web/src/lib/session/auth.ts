import type { GoTrueClient, SignInWithPasswordCredentials, SignOut } from '@supabase/auth-js';
import { z } from 'zod';

const keptSchema = z.object({ access_token: z.string(), expires_at: z.number() });
/** A token is renewed so many seconds before it ends: Supabase's own margin. */
const MARGIN = 90;

/**
 * Supabase's client of Auth, fetched when it is needed: to sign in or out and to renew a token. Whoever opens a page with
 * a token that is still good reads with it at once.
 */
export class Auth {
  readonly #storageKey: string;
  readonly #open: () => Promise<GoTrueClient>;
  #client: Promise<GoTrueClient> | undefined;
  readonly #listeners: ((event: string) => void)[] = [];

  constructor(url: string, key: string, storageKey: string) {
    this.#storageKey = storageKey;
    this.#open = async () => {
      const { AuthClient: Auth } = await import('@supabase/auth-js');
      const client = new Auth({
        url: `${url}/auth/v1`,
        headers: { apikey: key, authorization: `Bearer ${key}` },
        storageKey,
        detectSessionInUrl: false,
      });
      client.onAuthStateChange((event) => this.#tell(event));
      return client;
    };
    // Another window signed out.
    addEventListener('storage', (event) => {
      if (event.key === storageKey && event.newValue === null) this.#tell('SIGNED_OUT');
    });
  }

  onAuthStateChange(listener: (event: string) => void): void {
    this.#listeners.push(listener);
  }
  #tell(event: string): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Fetches the client, ahead of its use where that can be foreseen. What could not be fetched is asked for again. */
  load(): Promise<GoTrueClient> {
    this.#client ??= this.#open().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  #kept(): { access_token: string } | null | 'stale' {
    const text = localStorage.getItem(this.#storageKey);
    if (text === null) return null;
    try {
      const kept = keptSchema.parse(JSON.parse(text));
      return kept.expires_at - Date.now() / 1000 > MARGIN ? kept : 'stale';
    } catch {
      return 'stale';
    }
  }

  /** The session of this browser, renewed when it is about to end. */
  async getSession(): Promise<{ data: { session: { access_token: string } | null }; error: Error | null }> {
    const kept = this.#kept();
    if (kept !== 'stale') return { data: { session: kept }, error: null };
    return (await this.load()).getSession();
  }

  async signInWithPassword(person: SignInWithPasswordCredentials) {
    return (await this.load()).signInWithPassword(person);
  }
  async signOut(scope: SignOut) {
    return (await this.load()).signOut(scope);
  }
}
