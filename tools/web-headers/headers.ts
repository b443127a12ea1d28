import { createHash } from 'node:crypto';

/** What a browser is told of every answer of the web application, whoever serves it. */
export type SecurityHeaders = Readonly<Record<string, string>>;

/** Hashes of a page's own scripts, as a policy names them. A block of data (with a type) is no script. */
export function scriptHashes(page: string): string[] {
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  if (scripts.length === 0) throw new Error('The page has no script: it is not the application’s.');
  return scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}

/**
 * The headers for `page` (the built index.html), which talks to the API at `apiUrl` and to nobody else.
 * - Scripts: its own files, and those in the page by their hash. 'wasm-unsafe-eval' lets the reader of bar codes at the gate
 *   be compiled, which JavaScript's eval does not need; there is one page for all addresses, so it cannot be the gate's alone.
 * - Styles: own files only. Attributes are let be: the layout of the charts' parts stands in them, they can load nothing (the
 *   other directives hold for them too) and select nothing.
 */
export function securityHeaders(page: string, apiUrl: string): SecurityHeaders {
  const api = new URL(apiUrl).origin;
  const policy: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'", ...scriptHashes(page)],
    'style-src': ["'self'"],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", api],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => [directive, ...sources].join(' '))
      .join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    // The gate scans labels with the camera.
    'permissions-policy':
      'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}
