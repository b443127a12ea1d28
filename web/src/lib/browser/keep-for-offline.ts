const SOON = 3_000;
let done = false;

/**
 * Lets the service worker fetch the whole application, so that the gate opens without a connection. It waits until the
 * page that somebody came for has come to rest: the two would fetch side by side.
 */
export function keepForOffline(): void {
  if (done || !('serviceWorker' in navigator)) return;
  done = true;
  const register = () =>
    void navigator.serviceWorker
      .register('/service-worker.js', { type: 'module' })
      .catch(() => (done = false));
  if ('requestIdleCallback' in window) requestIdleCallback(register, { timeout: SOON });
  else setTimeout(register, SOON);
}
