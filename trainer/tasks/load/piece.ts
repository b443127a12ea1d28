import type { Reading } from '../../../shared/contracts/datasets.ts';
import type { Kind } from './columns.ts';

/** Where a record stands in the file, for a person who wants to see it. */
export interface Place {
  /** Line of a text file, row of a sheet or a Parquet file, element of a JSON array; counted from 1. */
  line: number;
  /** What the line alone does not say: `sheet Tabela2`, `block 2`; '' when it does. */
  within: string;
}

/** A part of a file that one statement reads: of a text at most `PIECE_BYTES`, so that memory does not grow with files. */
export interface Piece {
  /**
   * A SELECT that gives the piece's records in the file's order: `raw_knr`, … for every wanted column of the kind, as
   * trimmed VARCHAR (`raw_value` with its padding), '' where it is blank or the file lacks it; `columns_ok`, false where a row has not as many cells as
   * the header; `blank`, true where no cell holds anything.
   */
  sql: string;
  /** Bytes of the upload that are read when this piece is, for the progress. */
  bytesRead: number;
  /** Where records stand, which are counted from 0 in the SELECT's order; ascending in, one place for each out. */
  locate: (records: readonly number[]) => Promise<Place[]>;
  /** Lets the piece's file go. */
  release: () => Promise<void>;
}

/** A file whose form, header and kind are known, and whose pieces come one after the other. */
export interface OpenedFile {
  kind: Kind;
  /** All that is known of its reading but the order of dates. Encoding and blocks may change until the last piece. */
  reading: Reading;
  pieces: AsyncIterable<Piece>;
}
