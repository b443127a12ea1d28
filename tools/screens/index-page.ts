import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { fileOf, LOOKS, SIZES, type Language, type Picture, type Size } from './pictures.ts';

const LANGUAGES = Object.keys(LOOKS) as Language[];

/** The list of all pictures that are there, as Markdown. */
export async function writeIndex(folder: string, list: Picture[]): Promise<string> {
  const there = (name: string, size: Size, language: Language) =>
    existsSync(join(folder, fileOf(name, size, language)));
  const sections = list
    .filter(({ name }) => there(name, 'desktop', 'en'))
    .map(({ name, route }) => {
      const links = LANGUAGES.flatMap((language) =>
        (Object.keys(SIZES) as Size[])
          .filter((size) => there(name, size, language))
          .map((size) => `[${size}, ${language}, ${LOOKS[language]}](${fileOf(name, size, language)})`),
      );
      return `## \`${route}\`\n\n![${route}](${fileOf(name, 'desktop', 'en')})\n\n${links.join(' · ')}\n`;
    });
  return format(
    `# The pages\n\nTaken on the demo plant by \`npm run screens\`: each page at ${Object.values(SIZES)
      .map(({ width }) => width)
      .join(
        ', ',
      )} pixels, English in light and Portuguese in dark. This file is written by it too.\n\n${sections.join('\n')}`,
    { parser: 'markdown' },
  );
}
