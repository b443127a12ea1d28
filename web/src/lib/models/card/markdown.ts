import type { Block, CardDocument } from './document.ts';

/** Text that a person wrote stays text: no sign of it is markup, and no line break ends a row. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|#~]/g, '\\$&');

/** The same as a paragraph of its own, which must not begin like a list. */
const paragraph = (text: string): string =>
  plain(text)
    .replace(/^([-+])(?=\s)/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s)/, '$1\\$2');

const row = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;

function write(block: Block): string {
  if (block.kind === 'text') return paragraph(block.text);
  if (block.kind === 'list') return block.items.map((item) => `- ${paragraph(item)}`).join('\n');
  if (block.kind === 'facts')
    return block.rows.map(([term, value]) => `- **${plain(term)}:** ${plain(value)}`).join('\n');
  const line = block.head.map((_, column) => (block.numbers.includes(column) ? '---:' : '---'));
  return [row(block.head), `| ${line.join(' | ')} |`, ...block.rows.map(row)].join('\n');
}

/** A document as GitHub-flavoured Markdown. */
export function toMarkdown({ title, subtitle, sections }: CardDocument): string {
  const parts = [`# ${plain(title)}`, paragraph(subtitle)];
  for (const section of sections) parts.push(`## ${plain(section.title)}`, ...section.blocks.map(write));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
