/** Where typing is meant for something else. */
const TYPED_IN = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]';

/**
 * Keeps the field ready for the scanner, which types like a keyboard: it gets the focus whenever nothing else has it (a tap
 * beside, a button that went, coming back to the tab), and a digit typed anywhere but in another field goes there.
 */
export function holdFocus(field: () => HTMLInputElement | undefined): () => void {
  // A tap beside everything focuses the page's frame, which can be focused only so that it can be skipped to.
  const nobodyElse = () =>
    (document.activeElement?.matches('body, main') ?? true) &&
    !document.querySelector('[role="dialog"]') &&
    // Somebody marks a number to copy it.
    (getSelection()?.isCollapsed ?? true);
  const back = () => {
    if (nobodyElse()) field()?.focus({ preventScroll: true });
  };
  // What takes the focus next, if anything does, has it only after these events.
  const soon = () => setTimeout(back);
  const typed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[\d\]*]$/.test(event.key)) return;
    if (event.target instanceof Element && event.target.closest(TYPED_IN)) return;
    field()?.focus({ preventScroll: true });
  };
  // A button that goes with what it has changed takes the focus with it, and tells nobody.
  const gone = new MutationObserver(soon);
  gone.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusout', soon);
  document.addEventListener('pointerup', soon);
  document.addEventListener('visibilitychange', soon);
  document.addEventListener('keydown', typed, true);
  addEventListener('focus', soon);
  soon();
  return () => {
    gone.disconnect();
    document.removeEventListener('focusout', soon);
    document.removeEventListener('pointerup', soon);
    document.removeEventListener('visibilitychange', soon);
    document.removeEventListener('keydown', typed, true);
    removeEventListener('focus', soon);
  };
}
