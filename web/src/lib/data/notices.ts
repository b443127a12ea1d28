import { z } from 'zod';
import { myNoticesSchema, type MyNotices } from '$shared/contracts/notices.ts';
import { session } from '$lib/session/session.svelte.ts';
import { bare } from './bare-name.ts';
import { rest } from './rest.ts';

/** The newest notices of whoever is signed in, and how many they have not read. @throws Failure */
export async function readNotices(): Promise<MyNotices> {
  const { unread, notices } = await rest(session.client.rpc('my_notices'), myNoticesSchema);
  return {
    unread,
    notices: notices.map((notice) =>
      notice.kind === 'dataset_needs_look' ? { ...notice, facts: bare(notice.facts) } : notice,
    ),
  };
}

/** Marks one notice as read. @throws Failure */
export async function markRead(id: number): Promise<void> {
  await rest(session.client.rpc('mark_notices_read', { up_to: id, only_this: true }), z.unknown());
}

/** Marks as read what was on the screen: all notices up to `newest`. @throws Failure */
export async function markAllRead(newest: number): Promise<void> {
  await rest(session.client.rpc('mark_notices_read', { up_to: newest }), z.unknown());
}
