import { Marked, type Tokens } from 'marked';

/** A picture of the guide: where its file lies from the guide's own folder, and what is to be said of it. */
export interface Picture {
  href: string;
  alt: string;
}
export interface GuideSection {
  id: string;
  heading: string;
  html: string;
}
export interface RenderedGuide {
  title: string;
  lead: string;
  sections: GuideSection[];
  pictures: Picture[];
}

const ANCHOR = /^<a id="([a-z-]+)"><\/a>\s*$/;

/** Where a link of a guide leads in the application: to another guide, or out; null: into the repository, where nobody is. */
function linkInWeb(href: string): string | null {
  const guide = /^([a-z-]+)\.md(#[a-z-]+)?$/.exec(href);
  if (guide) return `/help/${guide[1]}${guide[2] ?? ''}`;
  return /^(https:\/\/|#)/.test(href) ? href : null;
}

/**
 * A guide as the application shows it. Sections are `##` headings, each below a line `<a id="…"></a>`, which is the same in
 * every language. `pictureUrl` tells how a picture is named in the page. Any other HTML is refused: what is written here goes
 * into the page as it is.
 * @throws a sentence with what is wrong in the text
 */
export function renderGuide(
  text: string,
  image: (picture: Picture) => { src: string; width: number; height: number },
): RenderedGuide {
  const pictures: Picture[] = [];
  const marked = new Marked({
    renderer: {
      html({ text: html }: Tokens.HTML | Tokens.Tag): string {
        throw new Error(`HTML in a guide: ${html.trim()}`);
      },
      image({ href, text: alt }: Tokens.Image): string {
        pictures.push({ href, alt });
        const { src, width, height } = image({ href, alt });
        return `<img src="${src}" alt="${escape(alt)}" width="${width}" height="${height}" loading="lazy" decoding="async">`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const words = this.parser.parseInline(tokens);
        const to = linkInWeb(href);
        return to === null ? words : `<a href="${escape(to)}">${words}</a>`;
      },
      table(token: Tokens.Table): string {
        // Wide on a phone: it scrolls by itself, by keyboard too.
        const row = (cells: Tokens.TableCell[], tag: 'td' | 'th') =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        return `<div class="scroll" tabindex="0" role="group"><table><thead>${row(token.header, 'th')}</thead><tbody>${token.rows.map((cells) => row(cells, 'td')).join('')}</tbody></table></div>`;
      },
      code({ text: code }: Tokens.Code): string {
        return `<pre tabindex="0"><code>${escape(code)}</code></pre>`;
      },
    },
  });

  let title = '';
  let lead = '';
  let id = '';
  const sections: GuideSection[] = [];
  for (const token of marked.lexer(text)) {
    const anchor = ANCHOR.exec(token.raw.trim());
    if (anchor) id = anchor[1] as string;
    else if (token.type === 'heading' && token['depth'] === 1) title = token['text'] as string;
    else if (token.type === 'heading' && token['depth'] === 2) {
      if (!id) throw new Error(`The section “${token['text']}” has no anchor above it`);
      sections.push({ id, heading: token['text'] as string, html: '' });
      id = '';
    } else {
      const html = marked.parser([token]);
      const section = sections.at(-1);
      if (section) section.html += html;
      else lead += html;
    }
  }
  if (!title) throw new Error('A guide begins with its title');
  return { title, lead, sections, pictures };
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
