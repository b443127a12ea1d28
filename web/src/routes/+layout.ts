/** A single-page application: everything it shows is behind sign-in and read in the browser under row-level security. */
export const ssr = false;
export const prerender = false;
