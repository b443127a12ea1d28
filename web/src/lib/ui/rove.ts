/**
 * One stop of the Tab key for many links: the arrows go on from there. Items say where they are in `data-at`,
 * "row,column". An attachment.
 */
export function rove(box: HTMLElement): () => void {
  const items = () => [...box.querySelectorAll<HTMLElement | SVGElement>('[data-at]')];
  const at = (item: HTMLElement | SVGElement) =>
    (item.dataset['at'] ?? '').split(',').map(Number) as [number, number];
  let current: HTMLElement | SVGElement | undefined;
  const settle = (to: HTMLElement | SVGElement | undefined) => {
    current = to;
    for (const item of items()) {
      const tabIndex = item === current ? 0 : -1;
      if (item.tabIndex !== tabIndex) item.tabIndex = tabIndex;
    }
  };
  const refresh = () => settle(current?.isConnected ? current : items()[0]);
  const focused = ({ target }: FocusEvent) => {
    if ((target instanceof HTMLElement || target instanceof SVGElement) && target.dataset['at'])
      settle(target);
  };
  const pressed = (event: KeyboardEvent) => {
    if (!current || event.altKey || event.ctrlKey || event.metaKey) return;
    const [row, column] = at(current);
    const axis = /^Arrow(Up|Down)$/.test(event.key) ? 0 : 1;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[
      event.key
    ];
    if (step === undefined) return;
    const line = items()
      .filter((item) => at(item)[1 - axis] === (axis === 0 ? column : row))
      .toSorted((a, b) => at(a)[axis] - at(b)[axis]);
    const to = line[Math.max(0, Math.min(line.length - 1, line.indexOf(current) + step))];
    event.preventDefault();
    to?.focus();
  };
  const changes = new MutationObserver(refresh);
  refresh();
  changes.observe(box, { childList: true, subtree: true });
  box.addEventListener('focusin', focused);
  box.addEventListener('keydown', pressed);
  return () => {
    changes.disconnect();
    box.removeEventListener('focusin', focused);
    box.removeEventListener('keydown', pressed);
  };
}
