import sax from 'sax';

/** The attributes of an element by the names that the file gives them. */
export type Attributes = Readonly<Record<string, string>>;

/** Is told of elements by their names without prefix; the root stands at depth 0. */
export interface XmlListener {
  open: (name: string, depth: number, attributes: Attributes) => void;
  /** Text anywhere, possibly in several parts. */
  text?: (text: string) => void;
  close?: (name: string, depth: number) => void;
}

/**
 * `strictEntities`: those of XML alone, not of HTML. `position`: where the parser counts, it is slower and refuses an
 * attribute of more than 64 KB; a list of ranges that a rule colours may be longer.
 */
const OPTIONS = { position: false, strictEntities: true };

/**
 * Reads XML in UTF-8 and comes back after each chunk, so that who gathers what the listener hears can hand it on.
 * Throws where the XML is not well-formed, ends early or is no UTF-8; of a chunk at fault nothing is to be handed on.
 */
export async function* listen(
  xml: AsyncIterable<Buffer>,
  listener: XmlListener,
): AsyncGenerator<void, void, undefined> {
  const parser = sax.parser(true, OPTIONS);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let depth = 0;
  let rooted = false;
  let fault: Error | null = null;
  // Set one by one: where `Object.assign` sets them, the parser needs twice the time. It is no event target.
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  parser.onerror = (error) => (fault ??= error);
  parser.onopentag = ({ name, attributes }) => {
    rooted = true;
    listener.open(local(name), depth++, attributes as Attributes);
  };
  parser.onclosetag = (name) => {
    depth--;
    listener.close?.(local(name), depth);
  };
  const heard = (text: string) => listener.text?.(text);
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  parser.ontext = heard;
  parser.oncdata = heard;
  const check = () => {
    if (fault) throw fault;
  };
  for await (const chunk of xml) {
    parser.write(decoder.decode(chunk, { stream: true }));
    check();
    yield;
  }
  parser.write(decoder.decode()).close();
  check();
  if (!rooted) throw new Error('no XML');
}

/** Reads XML to its end. */
export async function listenToAll(xml: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  const chunks = listen(xml, listener);
  while (!(await chunks.next()).done);
}

export function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
