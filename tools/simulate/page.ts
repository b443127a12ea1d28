import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const MARK = (name: string) =>
  [`<!-- ${name}: written by npm run simulate:year -->`, `<!-- end of ${name} -->`] as const;

/** Writes a run's tables into the page, between their marks; what people wrote around them stays. */
export async function writePage(folder: string, tables: Readonly<Record<string, string>>): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'simulated-year.md');
  let page = existsSync(path)
    ? readFileSync(path, 'utf8')
    : '# A simulated year\n\n![The year](simulated-year.svg)\n';
  for (const [name, text] of Object.entries(tables)) page = put(page, name, text);
  writeFileSync(path, await format(page, { ...(await resolveConfig(path)), parser: 'markdown' }));
  return path;
}

/** Puts a text between its two marks, or with them at the end of a page that has none. */
export function put(page: string, name: string, text: string): string {
  const [begin, end] = MARK(name);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  const made = `${begin}\n\n${text}\n\n${end}`;
  return from < 0 || to < from
    ? `${page.trimEnd()}\n\n${made}\n`
    : page.slice(0, from) + made + page.slice(to + end.length);
}
