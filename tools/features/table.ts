import type { Feature } from '../../shared/features/feature.ts';
import { PLAIN_SOURCES, ROW_SOURCES } from '../../shared/features/sources.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;

/** The catalogue for people, as Markdown. */
export function featuresTable(features: readonly Feature[]): string {
  const sources = [
    ...Object.entries(ROW_SOURCES).map(([name, s]) => [name, s.about]),
    ...Object.entries(PLAIN_SOURCES),
  ];
  return `<!-- Generated from shared/features by \`npm run features\`: do not edit. -->

# Features

What a model may know of a car, as of its road-test entry. Every feature of a source sees only the rows that passed the
source's rule; nothing stamped at or after the entry, and nothing of the road test and later places, is among them.
A missing number is null; a missing text is empty.

${row(['source', 'what it is made of'])}
| --- | --- |
${sources.map(([name, about]) => row([`\`${name}\``, about!])).join('\n')}

${row(['feature', 'meaning', 'unit', 'source'])}
| --- | --- | --- | --- |
${features.map((f) => row([`\`${f.name}\``, f.en, f.unit, f.source])).join('\n')}
`;
}
