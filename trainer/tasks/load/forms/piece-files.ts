import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Size of a piece of a text file: large enough for DuckDB's threads, small enough that three of them are little. */
export const PIECE_BYTES = 128 * 1024 * 1024;

/** A text of whole records on disk: UTF-8, quotes settled. */
export interface PieceFile {
  path: string;
  /** What its first line is in the file that it comes from, counted from 1. */
  firstLine: number;
  /** Some cells are quoted. */
  quotes: boolean;
  /** Quoted cells hold line breaks. */
  breaks: boolean;
  release: () => Promise<void>;
}

let pieces = 0;

/** Takes whole records and gives a file as soon as it has as many bytes as a piece. */
export class PieceFiles {
  readonly #scratch: string;
  readonly #size: number;
  #file: FileHandle | null = null;
  #path = '';
  #bytes = 0;
  #line: number;
  #firstLine: number;
  #quotes = false;
  #breaks = false;

  constructor(scratch: string, size: number, firstLine: number) {
    this.#scratch = scratch;
    this.#size = size;
    this.#line = firstLine;
    this.#firstLine = firstLine;
  }

  /** The piece that is whole with these records; null while it is not. */
  async write(
    parts: readonly Buffer[],
    of: { lines: number; quotes: boolean; breaks: boolean },
  ): Promise<PieceFile | null> {
    if (!this.#file) {
      this.#path = join(this.#scratch, `piece-${pieces++}.txt`);
      this.#file = await open(this.#path, 'w');
    }
    for (const part of parts) {
      for (let at = 0; at < part.length;) at += (await this.#file.write(part, at)).bytesWritten;
      this.#bytes += part.length;
    }
    this.#line += of.lines;
    this.#quotes ||= of.quotes;
    this.#breaks ||= of.breaks;
    return this.#bytes >= this.#size ? this.end() : null;
  }

  /** The last piece; null when nothing was written since the one before. */
  async end(): Promise<PieceFile | null> {
    await this.close();
    if (this.#bytes === 0) return null;
    const path = this.#path;
    const release = () => rm(path, { force: true });
    const piece = { path, firstLine: this.#firstLine, quotes: this.#quotes, breaks: this.#breaks, release };
    this.#bytes = 0;
    this.#firstLine = this.#line;
    this.#quotes = this.#breaks = false;
    return piece;
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }
}
