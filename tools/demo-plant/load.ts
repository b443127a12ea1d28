import { existsSync, mkdirSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { StackFile } from '../stack/boot.ts';
import { generateAside } from './generate-aside.ts';

/**
 * Fills an empty plant through the product's own path, as an engineer would: upload the files, wait until they are
 * loaded, ask for a model. The model stays a candidate: putting it in use is a person's decision. A start that was
 * interrupted in the middle goes on at the next one, because the files are the same to the byte.
 */
export async function loadDemoPlant(
  stack: StackFile,
  dataDir: string,
  say: (step: string) => void,
): Promise<void> {
  const folder = join(dataDir, 'demo');
  const done = join(dataDir, 'demo.done');
  if (existsSync(done)) return;
  const supabase = createClient(stack.apiUrl, stack.publishableKey, { auth: { persistSession: false } });
  const account = stack.accounts.find((a) => a.role === 'engineer');
  if (!account) throw new Error('The stack has no engineer account.');
  const { data: session, error } = await supabase.auth.signInWithPassword(account);
  if (error) throw error;
  const known = await datasetsByName(supabase);
  if (known.size > 0 && !existsSync(folder)) return; // somebody's own data: not ours to mix with

  mkdirSync(folder, { recursive: true });
  say('demo plant: making its files');
  const planted = await generateAside({ out: folder });
  for (const file of planted.files) {
    if (known.has(basename(file.path))) continue;
    say(`demo plant: uploading ${basename(file.path)}`);
    const response = await fetch(`${stack.apiUrl}/storage/v1/object/uploads/${file.path}`, {
      method: 'POST',
      headers: {
        apikey: stack.publishableKey,
        authorization: `Bearer ${session.session.access_token}`,
        'content-type': file.path.endsWith('.xlsx')
          ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
          : 'text/csv',
        'x-upsert': 'true',
      },
      body: await openAsBlob(join(folder, file.path)),
    });
    if (!response.ok)
      throw new Error(`The demo file ${file.path} could not be uploaded: ${await response.text()}`);
  }
  await waitForDatasets(supabase, planted.files.length, say);
  await createFirstModel(supabase, say);
  writeFileSync(done, '');
  rmSync(folder, { recursive: true, force: true });
}

async function datasetsByName(supabase: SupabaseClient): Promise<Map<string, { status: string }>> {
  const { data, error } = await supabase.from('datasets').select('name, status');
  if (error) throw error;
  return new Map(data.map((row) => [row.name as string, row as { status: string }]));
}

async function waitForDatasets(
  supabase: SupabaseClient,
  files: number,
  say: (step: string) => void,
): Promise<void> {
  for (;;) {
    const { data, error } = await supabase
      .from('datasets')
      .select('name, status, phase, progress, error')
      .order('id');
    if (error) throw error;
    const failed = data.find((row) => row.status === 'failed');
    if (failed) throw new Error(`The demo file ${failed.name} could not be loaded: ${failed.error?.message}`);
    const loaded = data.filter((row) => row.status === 'loaded').length;
    if (loaded >= files) return;
    const loading = data.find((row) => row.status === 'loading');
    const at = loading ? ` · ${loading.name}, ${loading.phase} ${Math.round(loading.progress * 100)}%` : '';
    say(`demo plant: loading, ${loaded} of ${files} files${at}`);
    await sleep(300);
  }
}

async function createFirstModel(supabase: SupabaseClient, say: (step: string) => void): Promise<void> {
  const { data: models } = await supabase.from('models').select('id').limit(1);
  if (models && models.length > 0) return;
  const { error: refused } = await supabase.functions.invoke('createModel/runs', {
    method: 'POST',
    body: { cause: 'http', parameters: { name: 'First model' } },
  });
  // A run of an interrupted start may still be in progress: that one is awaited.
  if (refused && (refused as { context?: Response }).context?.status !== 409) throw refused;
  for (;;) {
    const { data: run, error } = await supabase
      .from('training_runs')
      .select('status, phase, progress, error')
      .order('id', { ascending: false })
      .limit(1)
      .single();
    if (error) throw error;
    if (run.status === 'succeeded') return;
    if (run.status === 'failed' || run.status === 'cancelled') {
      throw new Error(`The demo's first model was not made: ${run.error?.message ?? run.status}`);
    }
    say(`demo plant: first model, ${run.phase} ${Math.round(run.progress * 100)}%`);
    await sleep(300);
  }
}
