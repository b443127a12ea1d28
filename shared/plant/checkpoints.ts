/**
 * Places on the line, in the order in which a car passes them, and what each means for learning.
 * A row at a checkpoint of `AFTER_ENTRY` was made at or after the road test: it is never a feature.
 */
export const LINE = ['ZP5', 'ZP5A', 'ZP6', 'ZP61', 'ZP62', 'CAB', 'ZP7'] as const;
export const ROAD_TEST = 'ROD';
export const AFTER_ENTRY = ['ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82'] as const;

/** Status codes that place a car at a checkpoint. Every other code is kept and counted, without a place. */
export const STATUS_CHECKPOINT: Readonly<Record<string, string>> = {
  R750: 'ZP5',
  L540: 'ZP5A',
  G700: 'ZP61',
  M600: 'ZP6',
  M620: 'CAB',
  M700: 'ZP7',
  M710: 'ROD',
  M720: 'AGUA',
  M800: 'ZP8',
};

export const ROAD_TEST_ENTRY_STATUS = 'M710';
/** A car that has passed one of these has left the road test: without a failure there, it passed. */
export const ROAD_TEST_LEFT_STATUS = ['M720', 'M800'] as const;

export const TEST_GROUPS = { machines: 1, tightening: 2, electrical: 718 } as const;
export const RESULT_OK = 10;
export const RESULT_NOT_OK = 13;
