/** Resolves when what a person pressed has been painted: work that takes longer than a frame begins after it. */
export function painted(): Promise<void> {
  return new Promise((done) => {
    // A page that is not looked at paints nothing.
    if (document.hidden) setTimeout(done);
    else requestAnimationFrame(() => setTimeout(done));
  });
}

let last = Promise.resolve();
/**
 * Resolves when it is this caller's turn to make a large part of the page: one part a frame, in the order of asking, so that
 * a press between them is answered at once. Ten charts in one frame take half a second on a slow tablet.
 */
export function turn(): Promise<void> {
  last = last.then(painted);
  return last;
}
