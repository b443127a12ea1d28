import type { SecurityHeaders } from './headers.ts';

/** Only where TLS ends: the embedded stack has none, and a browser would hold the machine to it for a year. */
const HSTS = { 'strict-transport-security': 'max-age=31536000' };

const every = (headers: SecurityHeaders) => Object.entries({ ...headers, ...HSTS });

/** The same headers in the words of those who serve static files. None of the values holds a double quote. */
export const FORMATS: Record<string, (headers: SecurityHeaders) => string> = {
  /** A file `_headers` beside the page: Netlify, Cloudflare Pages. */
  _headers: (headers) =>
    ['/*', ...every(headers).map(([name, value]) => `  ${name}: ${value}`), ''].join('\n'),
  /** Inside `server { … }`; a location with an add_header of its own needs them again. */
  nginx: (headers) =>
    every(headers)
      .map(([name, value]) => `add_header ${name} "${value}" always;\n`)
      .join(''),
  /** Inside a site's block. */
  caddy: (headers) =>
    ['header {', ...every(headers).map(([name, value]) => `\t${name} "${value}"`), '}', ''].join('\n'),
};
