/** A row at one of these places was made at or after the road test: it is never a feature. */
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

/** `STATUS` of a test result. */
export const RESULT_OK = 10;
export const RESULT_NOT_OK = 13;
