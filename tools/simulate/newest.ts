import type { Sql } from 'postgres';
import { loadModel, scoreRows } from '../../supabase/functions/_shared/onnx/model.ts';
import type { People } from './people.ts';

type FeatureRow = Record<string, number | string | null>;

/**
 * What the newest model that there was said of each car, whatever its verdict: a plant that puts every candidate in use on the
 * evening of its birth. Asked of the files themselves, by the code that the functions share, with the features that each
 * prediction kept.
 */
export async function scoreByNewest({ engineer }: People, sql: Sql): Promise<Map<string, number>> {
  const models = await sql<{ path: string; after: number }[]>`
    select m.storage_path as path,
      coalesce((select max(p.id) from public.predictions p where p.created_at < m.created_at), 0)::int as after
    from public.models m order by m.id`;
  const said = new Map<string, number>();
  for (const [i, { path, after }] of models.entries()) {
    const until = models[i + 1]?.after ?? null;
    const asked = await sql<{ knr: string; features: FeatureRow }[]>`
      select p.knr, p.features from public.predictions p
      where p.id > ${after} and (${until}::int is null or p.id <= ${until}) and p.features is not null`;
    if (asked.length === 0) continue;
    const { data, error } = await engineer.storage.from('models').download(path);
    if (error) throw new Error(`${path} cannot be had from Storage: ${error.message}`);
    const model = await loadModel(new Uint8Array(await data.arrayBuffer()));
    const scores = await scoreRows(
      model,
      asked.map(({ features }) => features),
    );
    asked.forEach(({ knr }, car) => said.set(knr, scores[car]!));
  }
  return said;
}
