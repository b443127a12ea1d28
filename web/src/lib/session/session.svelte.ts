import { z } from 'zod';
import { asFailure, fromRest, type Failure } from '$lib/data/failure.ts';
import { Client } from './client.ts';
import { loadConfig, type AppConfig } from './config.ts';

const whoamiSchema = z.object({
  userId: z.string().nullable(),
  email: z.string().nullable(),
  role: z.enum(['operator', 'engineer', 'admin']).nullable(),
});
export type Role = 'operator' | 'engineer' | 'admin';

/** Who is signed in, and the client that everything is read with. One per page load. */
class Session {
  #config: AppConfig | null = null;
  #client: Client | null = null;
  #leaving = false;
  status = $state<'starting' | 'signed_out' | 'signed_in' | 'unreachable'>('starting');
  email = $state('');
  role = $state<Role | null>(null);
  /** The session ended by itself: the sign-in page says so. */
  expired = $state(false);

  get client(): Client {
    if (!this.#client) throw new Error('The session has not started.');
    return this.#client;
  }
  get config(): AppConfig {
    if (!this.#config) throw new Error('The session has not started.');
    return this.#config;
  }
  /** May load, create and deploy. The server decides; this only spares people buttons that would be refused. */
  get mayManage(): boolean {
    return this.role === 'engineer' || this.role === 'admin';
  }

  async start(): Promise<void> {
    try {
      this.#config = await loadConfig();
      this.#client = new Client(this.#config.apiUrl, this.#config.publishableKey, {
        storageKey: 'halle-session',
      });
      this.#client.auth.onAuthStateChange((event) => {
        if (event === 'SIGNED_OUT' && this.status === 'signed_in' && !this.#leaving) this.end();
      });
      const { data } = await this.#client.auth.getSession();
      if (data.session) await this.#meet();
      else this.status = 'signed_out';
    } catch (error) {
      if (asFailure(error).signedOut) this.end();
      else this.status = 'unreachable';
    }
  }

  async #meet(): Promise<void> {
    const { data, error, status } = await this.client.rpc('whoami');
    if (error) throw fromRest(error, status);
    const me = whoamiSchema.parse(data);
    this.email = me.email ?? '';
    this.role = me.role;
    this.expired = false;
    this.status = 'signed_in';
  }

  /** Fetches what signing in needs while somebody still types. Without a connection the sign-in says so. */
  async prepareSignIn(): Promise<void> {
    await this.#client?.auth.load().catch(() => undefined);
  }

  /** Resolves to 'wrong' for a wrong e-mail or password; throws a Failure when the server cannot be asked. */
  async signIn(email: string, password: string): Promise<'ok' | 'wrong'> {
    const { error } = await this.client.auth.signInWithPassword({ email, password });
    if (error) {
      if (error.status === 400 || error.status === 401 || error.status === 422) return 'wrong';
      throw fromRest({ message: error.message }, error.status ?? 0);
    }
    await this.#meet();
    return 'ok';
  }

  async signOut(): Promise<void> {
    this.#leaving = true;
    await this.client.auth.signOut({ scope: 'local' });
    this.#leaving = false;
    this.#forget();
  }

  /** The server no longer knows the session. */
  end(): void {
    if (this.status === 'signed_out') return;
    this.expired = true;
    this.#forget();
    void this.#client?.auth.signOut({ scope: 'local' });
  }

  #forget(): void {
    this.status = 'signed_out';
    this.email = '';
    this.role = null;
  }

  /** A valid access token, refreshed when it is about to expire. @throws Failure token_expired */
  async token(): Promise<string | null> {
    const { data } = await this.client.auth.getSession();
    return data.session?.access_token ?? null;
  }

  /** To be called with every failure: an ended session leads back to sign-in. */
  notice(failure: Failure): void {
    if (failure.signedOut) this.end();
  }
}

export const session = new Session();
