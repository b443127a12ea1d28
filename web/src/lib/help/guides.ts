import { getLocale } from '$lib/paraglide/runtime.js';
import type { User } from './users.ts';

/** A guide of `docs/guide/`, as the build has made it. */
export interface Guide {
  title: string;
  lead: string;
  sections: { id: string; heading: string; html: string }[];
}

const GUIDES = import.meta.glob<Guide>('../../../../docs/guide/*/*.md', { import: 'default' });

/** The guide of a user in the language of the page; loaded when it is asked for. */
export async function readGuide(user: User): Promise<Guide> {
  const load = GUIDES[`../../../../docs/guide/${getLocale()}/${user}.md`];
  if (!load) throw new Error(`No guide for ${user}`);
  return load();
}
