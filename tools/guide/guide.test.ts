import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HELP, routeOf } from '../../web/src/lib/help/sections.ts';
import { USERS } from '../../web/src/lib/help/users.ts';
import { ROUTES_WITH_PAGE } from '../test/browser/pages.ts';
import { pictureSize } from './picture-size.ts';
import { renderGuide, type RenderedGuide } from './render.ts';

const GUIDES = join(import.meta.dirname, '../../docs/guide');
const LANGUAGES = ['en', 'pt-BR'];
const nothing = () => ({ src: 'p', width: 1, height: 1 });
const pathOf = (language: string, user: string) => join(GUIDES, language, `${user}.md`);
const guide = (language: string, user: string): RenderedGuide =>
  renderGuide(readFileSync(pathOf(language, user), 'utf8'), nothing);
const ids = (language: string, user: string) => guide(language, user).sections.map(({ id }) => id);

describe('a guide becomes a page', () => {
  const text = '# T\n\nLead.\n\n<a id="one"></a>\n\n## First\n\n';
  it('by sections with their anchors', () => {
    const { title, lead, sections } = renderGuide(`${text}Some *words*.\n`, nothing);
    expect([title, lead.trim()]).toEqual(['T', '<p>Lead.</p>']);
    expect(sections).toEqual([
      { id: 'one', heading: 'First', html: expect.stringContaining('<em>words</em>') },
    ]);
  });

  it('whose links lead to guides and out, and not into the repository', () => {
    const { sections } = renderGuide(
      `${text}[a](operator.md#gate) [b](https://example.org/) [c](../../api.md) [d](javascript:x)\n`,
      nothing,
    );
    const html = sections[0]!.html;
    expect(html).toContain('<a href="/help/operator#gate">a</a> <a href="https://example.org/">b</a> c d');
  });

  it('with pictures that are loaded when they are seen, and say what they show', () => {
    const { sections, pictures } = renderGuide(`${text}![A "b"](../x.webp)\n`, nothing);
    expect(sections[0]!.html).toContain(
      '<img src="p" alt="A &quot;b&quot;" width="1" height="1" loading="lazy"',
    );
    expect(pictures).toEqual([{ href: '../x.webp', alt: 'A "b"' }]);
  });

  it.each(['<script>x</script>\n', 'a <b onclick="x">b</b>\n', '<img src=x>\n'])(
    'and never with %s',
    (html) => {
      expect(() => renderGuide(`${text}${html}`, nothing)).toThrow('HTML in a guide');
    },
  );

  it('and code stays as it is written', () => {
    expect(renderGuide(`${text}\`\`\`sh\na <b> "c"\n\`\`\`\n`, nothing).sections[0]!.html).toContain(
      '<code>a &lt;b&gt; &quot;c&quot;</code>',
    );
  });

  it('and not without an anchor above each section', () => {
    expect(() => renderGuide('# T\n\n## No anchor\n', nothing)).toThrow('has no anchor');
  });
});

describe('the guides', () => {
  it('are one a user and language', () => {
    for (const language of LANGUAGES)
      expect(readdirSync(join(GUIDES, language)).sort()).toEqual(
        USERS.map((user) => `${user}.md`).toSorted(),
      );
  });

  it.each(USERS)('of the %s have the same sections and pictures in both languages', (user) => {
    expect(ids('pt-BR', user)).toEqual(ids('en', user));
    expect(new Set(ids('en', user)).size).toBe(ids('en', user).length);
    const shown = (language: string) =>
      guide(language, user).pictures.map(({ href }) => href.replace(`-${language}.webp`, ''));
    expect(shown('pt-BR')).toEqual(shown('en'));
  });

  it.each(LANGUAGES)('in %s show pictures that are there', (language) => {
    for (const user of USERS)
      for (const { href, alt } of guide(language, user).pictures) {
        const path = join(dirname(pathOf(language, user)), href);
        expect(existsSync(path), path).toBe(true);
        expect(pictureSize(path).width).toBeGreaterThan(300);
        expect(alt).not.toBe('');
      }
  });

  it('lead to sections that there are', () => {
    for (const language of LANGUAGES)
      for (const user of USERS)
        for (const { html } of guide(language, user).sections)
          for (const [, to, section] of html.matchAll(/href="\/help\/([a-z-]+)#?([a-z-]*)"/g)) {
            expect(USERS).toContain(to);
            if (section) expect(ids(language, to!)).toContain(section);
          }
  });
});

describe('Help', () => {
  it.each(ROUTES_WITH_PAGE)('has a section for %s, in both languages', (route) => {
    const [user, section] = (HELP[route] ?? '').split('#');
    expect(USERS).toContain(user);
    for (const language of LANGUAGES) expect(ids(language, user!)).toContain(section);
  });

  it('knows a page by its folder, without the group that it is in', () => {
    expect(['/(app)/models/[id]', '/login', '/', null].map(routeOf)).toEqual([
      '/models/[id]',
      '/login',
      '/',
      '/',
    ]);
  });
});
