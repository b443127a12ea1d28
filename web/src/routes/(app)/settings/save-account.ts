import { exportAccount } from '$lib/data/people.ts';
import { saveText } from '$lib/ui/save-text.ts';

/** All that is kept about an account, null for the own one, as a file. @throws Failure */
export async function saveAccount(userId: string | null): Promise<void> {
  const kept = await exportAccount(userId);
  const name = userId === null ? 'my-account' : `account-${userId.slice(0, 8)}`;
  saveText(`${name}.json`, JSON.stringify(kept, null, 2), 'application/json');
}
