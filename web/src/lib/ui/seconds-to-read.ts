/** A slow reader's two words a second, after a moment in which it is noticed; longer where something can be done. */
export const secondsToRead = (text: string, hasAction: boolean): number =>
  Math.max(6, 3 + text.split(/\s+/).length / 2) + (hasAction ? 6 : 0);
