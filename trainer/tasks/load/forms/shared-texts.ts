import { ItemText } from './item-text.ts';
import { listenToAll } from './xml.ts';

/** Reads a workbook's different texts, in the order in which cells name them by number. */
export async function readSharedTexts(xml: AsyncIterable<Buffer>): Promise<string[]> {
  const texts: string[] = [];
  const item = new ItemText();
  await listenToAll(xml, {
    open: (name) => item.open(name),
    text: (text) => item.text(text),
    close(name, depth) {
      item.close(name);
      if (depth === 1 && name === 'si') texts.push(item.take());
    },
  });
  return texts;
}
