import { ItemText } from './item-text.ts';
import { unreadable } from './unreadable.ts';
import { listenToAll } from './xml.ts';

/** Characters of all texts together: they stand in memory, and a sheet of a million rows of its own texts has a tenth. */
const MOST = 256 * 1024 * 1024;
/** Texts that are kept as one. */
const BLOCK = 4096;

/**
 * The different texts of a workbook, which cells name by number. A sheet may have three million; each as a string of
 * its own they would take half a gigabyte, thousands in one they take their characters and four bytes each.
 */
export class SharedTexts {
  readonly #blocks: { text: string; ends: Uint32Array }[] = [];
  #open: string[] = [];
  #length = 0;

  add(text: string): void {
    this.#length += text.length;
    if (this.#length > MOST) throw unreadable('its texts are larger than 256 MB. Save it as .csv.');
    this.#open.push(text);
    if (this.#open.length < BLOCK) return;
    let end = 0;
    const ends = Uint32Array.from(this.#open, (each) => (end += each.length));
    this.#blocks.push({ text: this.#open.join(''), ends });
    this.#open = [];
  }

  /** Throws for a number that no text has: a blank cell would hide that texts are missing. */
  get(number: string): string {
    const at = Number(number);
    const block = this.#blocks[Math.floor(at / BLOCK)];
    const within = at % BLOCK;
    const text = block
      ? block.text.slice(within > 0 ? block.ends[within - 1] : 0, block.ends[within])
      : this.#open[at - this.#blocks.length * BLOCK];
    if (text === undefined || !Number.isInteger(at)) throw new Error(`no text ${number}`);
    return text;
  }
}

/** Reads a workbook's texts. */
export async function readSharedTexts(xml: AsyncIterable<Buffer>): Promise<SharedTexts> {
  const texts = new SharedTexts();
  const item = new ItemText();
  await listenToAll(xml, {
    open: (name) => item.open(name),
    text: (text) => item.text(text),
    close(name, depth) {
      item.close(name);
      if (depth === 1 && name === 'si') texts.add(item.take());
    },
  });
  return texts;
}
