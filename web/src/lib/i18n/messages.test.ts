import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (locale: string) =>
  JSON.parse(readFileSync(join(root, `messages/${locale}.json`), 'utf8')) as Record<string, string>;
const messages = { en: read('en'), 'pt-BR': read('pt-BR') };
const blanks = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort((a, b) => a.localeCompare(b));

test('both languages have the same messages, none empty', () => {
  expect(Object.keys(messages['pt-BR']).sort()).toEqual(Object.keys(messages.en).sort());
  for (const texts of Object.values(messages)) {
    for (const [key, text] of Object.entries(texts)) expect(text.trim(), key).not.toBe('');
  }
});

test('a message has the same blanks in both languages', () => {
  for (const [key, text] of Object.entries(messages.en)) {
    if (key !== '$schema') expect(blanks(messages['pt-BR'][key] ?? ''), key).toEqual(blanks(text));
  }
});

test('every message is used somewhere', () => {
  const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(svelte|ts)$/.test(path) && !path.includes('paraglide'))
    .map((path) => readFileSync(join(root, 'src', path), 'utf8'))
    .join('\n');
  const unused = Object.keys(messages.en).filter(
    (key) => key !== '$schema' && !new RegExp(`\\bm\\.${key}\\b`).test(source),
  );
  expect(unused).toEqual([]);
});
