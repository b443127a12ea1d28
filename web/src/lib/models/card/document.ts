/** A page of words, figures and tables that is shown, printed and written as Markdown from one source. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'facts'; rows: (readonly [term: string, value: string])[] }
  /** `numbers`: columns that are figures. */
  | { kind: 'table'; head: string[]; rows: string[][]; numbers: number[] };

export interface Section {
  id: string;
  title: string;
  blocks: Block[];
}

export interface CardDocument {
  title: string;
  subtitle: string;
  sections: Section[];
}
