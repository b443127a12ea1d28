export interface SortColumn<K extends string> {
  key: K;
  /** Begins with the largest. */
  falls: boolean;
}

/** By which column a table is ordered, and which way: the same column again turns it round. */
export class Sorting<K extends string> {
  key = $state() as K;
  down = $state(false);

  constructor(key: K) {
    this.key = key;
  }

  by(column: SortColumn<K>): void {
    this.down = column.key === this.key ? !this.down : column.falls;
    this.key = column.key;
  }

  order(key: K): 'ascending' | 'descending' | null {
    return key === this.key ? (this.down ? 'descending' : 'ascending') : null;
  }
}
