import type { XmlListener } from './xml.ts';

const character = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));

/** A text of a workbook, in which characters that XML cannot hold are written as `_x000D_`. */
export function unescapeText(text: string): string {
  return text.includes('_x') ? text.replace(/_x([0-9A-F]{4})_/gi, character) : text;
}

/** Gathers the text of a string item (`si`, `is`): its runs joined, phonetic hints left out. */
export class ItemText implements XmlListener {
  #text = '';
  #taken = false;
  #hint = false;

  open(name: string): void {
    if (name === 'rPh') this.#hint = true;
    else if (name === 't') this.#taken = !this.#hint;
  }

  text(text: string): void {
    if (this.#taken) this.#text += text;
  }

  close(name: string): void {
    if (name === 't') this.#taken = false;
    else if (name === 'rPh') this.#hint = false;
  }

  /** What was gathered since the last time. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return unescapeText(text);
  }
}
