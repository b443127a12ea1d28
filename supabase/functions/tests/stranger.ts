import { randomUUID } from 'node:crypto';
import { accessToken, anonymousClient, serviceClient } from '../../../tools/test/stack.ts';

let token: Promise<string> | undefined;

/** The token of somebody with an account and without a role in the plant. */
export function strangersToken(): Promise<string> {
  return (token ??= (async () => {
    const account = { email: `${randomUUID()}@halle.demo`, password: randomUUID() };
    const { error } = await serviceClient().auth.admin.createUser({ ...account, email_confirm: true });
    if (error) throw error;
    const client = anonymousClient();
    const signedIn = await client.auth.signInWithPassword(account);
    if (signedIn.error) throw signedIn.error;
    return accessToken(client);
  })());
}
