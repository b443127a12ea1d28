/**
 * Keeps the keyboard where it was working: a button that goes with the state it has changed would leave the focus on
 * the page's body, so `box`, which holds it and what comes in its place, takes it. An attachment.
 */
export function keepFocus(box: HTMLElement): () => void {
  let last: EventTarget | null = null;
  const note = (event: FocusEvent) => (last = event.target);
  const gone = new MutationObserver(() => {
    if (!(last instanceof Node) || last.isConnected) return;
    last = null;
    if (document.activeElement === document.body) box.focus({ preventScroll: true });
  });
  box.addEventListener('focusin', note);
  gone.observe(box, { childList: true, subtree: true });
  return () => {
    box.removeEventListener('focusin', note);
    gone.disconnect();
  };
}
