import { asFailure, Failure, fromRest } from '$lib/data/failure.ts';
import { Client } from './client.ts';
import { configInPage, loadConfig, type AppConfig } from './config.ts';
import { forget, hasToken, remember, remembered, TOKEN_KEY, whoamiSchema, type Person } from './person.ts';

/** Who went on without a connection is met after so many ms. */
const MEET_AGAIN = 5_000;
export type Role = 'operator' | 'engineer' | 'admin';

/** Who is signed in, and the client that everything is read with. One per page load. */
class Session {
  #config: AppConfig | null = null;
  #client: Client | null = null;
  #leaving = false;
  #left = 0;
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
      this.#config = configInPage() ?? (await loadConfig());
      this.#client = new Client(this.#config.apiUrl, this.#config.publishableKey, {
        storageKey: TOKEN_KEY,
      });
      this.#client.auth.onAuthStateChange((event) => {
        if (event === 'SIGNED_OUT' && this.status === 'signed_in' && !this.#leaving) this.end();
      });
      // Who was here before goes on at once, also without a connection. The server says with every answer whether it may be.
      const known = hasToken() ? remembered() : null;
      if (known) this.#be(known);
      try {
        await this.#open();
      } catch (error) {
        if (!known || asFailure(error).signedOut) throw error;
        this.#openLater();
      }
    } catch (error) {
      if (asFailure(error).signedOut) this.end();
      else this.status = 'unreachable';
    }
  }

  async #open(): Promise<void> {
    if (await this.token()) await this.#meet();
    else this.#forget();
  }

  /** Whoever went on without a connection is met as soon as there is one. */
  #openLater(): void {
    setTimeout(() => {
      if (this.status !== 'signed_in') return;
      this.#open().catch((error: unknown) => {
        const failure = asFailure(error);
        if (failure.signedOut) this.end();
        else this.#openLater();
      });
    }, MEET_AGAIN);
  }

  async #meet(): Promise<void> {
    const left = this.#left;
    const { data, error, status } = await this.client.rpc('whoami');
    // Whoever has signed out meanwhile is not signed in again by the answer.
    if (left !== this.#left) return;
    if (error) throw fromRest(error, status);
    const me = whoamiSchema.parse(data);
    remember(me);
    this.#be(me);
  }

  #be(me: Person): void {
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
    this.#left++;
    forget();
    this.status = 'signed_out';
    this.email = '';
    this.role = null;
  }

  /** A valid access token, refreshed when it is about to expire; null: nobody is signed in. @throws Failure offline */
  async token(): Promise<string | null> {
    // Without a connection neither an expired token nor what renews it can be fetched: no reason to sign in again.
    const offline = (error: Error): never => {
      throw new Failure('offline', error.message);
    };
    const { data, error } = await this.client.auth.getSession().catch(offline);
    if (error?.name === 'AuthRetryableFetchError') offline(error);
    return data.session?.access_token ?? null;
  }

  /** To be called with every failure: an ended session leads back to sign-in. */
  notice(failure: Failure): void {
    if (failure.signedOut) this.end();
  }
}

export const session = new Session();
