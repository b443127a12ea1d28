import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** The route that answers this request, as it is declared; undefined where only middleware matches. */
export const declaredRoute = (c: Context) => matchedRoutes(c).find(({ path }) => !path.endsWith('*'));
