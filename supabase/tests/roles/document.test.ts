import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { rolesDocument } from './document.ts';

it('docs/roles.md says what the cases say (vitest --update writes it)', async () => {
  const path = join(import.meta.dirname, '../../../docs/roles.md');
  const text = await format(rolesDocument(), { ...(await resolveConfig(path)), parser: 'markdown' });
  await expect(text).toMatchFileSnapshot(path);
});
