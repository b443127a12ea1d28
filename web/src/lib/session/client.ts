import { PostgrestClient } from '@supabase/postgrest-js';
import type { StorageClient } from '@supabase/storage-js';
import { Auth } from './auth.ts';

/**
 * Supabase's own clients of Auth, the database and Storage. `supabase-js` would bring the one for Realtime too, which
 * nothing here uses, and all of them at once: half of what a first page may load.
 */
export class Client extends PostgrestClient {
  readonly auth: Auth;
  readonly storage: () => Promise<StorageClient>;

  constructor(url: string, key: string, options: { storageKey: string }) {
    const auth = new Auth(url, key, options.storageKey);
    const asPerson: typeof fetch = async (input, init) => {
      const { data } = await auth.getSession();
      const headers = new Headers(init?.headers);
      headers.set('apikey', key);
      headers.set('authorization', `Bearer ${data.session?.access_token ?? key}`);
      return fetch(input, { ...init, headers });
    };
    super(`${url}/rest/v1`, { fetch: asPerson });
    this.auth = auth;
    this.storage = async () => {
      const { StorageClient: Storage } = await import('@supabase/storage-js');
      return new Storage(`${url}/storage/v1`, {}, asPerson);
    };
  }
}
