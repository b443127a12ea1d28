import { posix } from 'node:path';
import { listenToAll } from './xml.ts';
import type { ZipParts } from './zip-parts.ts';

/** What a part of a workbook says of another one. */
export interface Relation {
  id: string;
  /** The last word of the address that names it: `worksheet`; the same in both editions of the format. */
  type: string;
  /** The other part's name in the ZIP file. */
  target: string;
}

/** The relations of a part of a workbook, of the workbook itself where `name` is ''; none where it has no list. */
export async function relationsOf(parts: ZipParts, name: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  const { dir, base } = posix.parse(name);
  const list = parts.get(posix.join(dir, '_rels', `${base}.rels`));
  if (!list) return relations;
  await listenToAll(list(), {
    open(element, _, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode }) {
      if (element !== 'Relationship' || mode === 'External') return;
      const from = posix.resolve('/', dir, target);
      relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: from.slice(1) });
    },
  });
  return relations;
}
