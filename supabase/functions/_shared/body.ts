import type { z } from 'zod';
import { HalleError } from '../../../shared/errors.ts';

type Issue = z.core.$ZodIssue;

/** The JSON of a request, checked. Errors: `body_not_json`, `invalid_field` (details.field), `invalid_knr`. */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  whenEmpty?: unknown,
): Promise<z.output<S>> {
  const text = await request.text();
  if (text.trim() === '' && whenEmpty !== undefined) return check(schema, whenEmpty);
  return check(schema, parseJson(text));
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HalleError('body_not_json', 'The body is not JSON.');
  }
}

export function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw fieldError(result.error.issues, value);
}

/** The first thing that is wrong, with the path of the field (`cars.0.features.color`). */
export function fieldError(issues: readonly Issue[], value: unknown): HalleError {
  const issue = nearest(issues);
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  const field = path.map(String).join('.');
  const found = path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    value,
  );
  if (/^(knr|knrs\.\d+)$/.test(field) && typeof found === 'string') {
    return new HalleError('invalid_knr', `"${found.slice(0, 40)}" is no KNR: ${issue.message}.`, {
      field,
      knr: found.slice(0, 40),
    });
  }
  const sentence = issue.code === 'unrecognized_keys' ? 'no such field' : issue.message;
  return new HalleError('invalid_field', `${field || 'body'}: ${sentence}.`, { field: field || 'body' });
}

/** The fields that tell the alternatives of a union apart. */
function forms(alternatives: readonly Issue[][]): string {
  const names = alternatives.flatMap((list) => list.find((each) => each.path.length === 1)?.path[0] ?? []);
  return names.length > 0 ? ` (one with ${names.map(String).join(', one with ')})` : '';
}

/** Of a union, the issue of the alternative that was meant: the one that knows the given keys, with the fewest issues. */
function nearest(issues: readonly Issue[]): Issue {
  const issue = issues[0]!;
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const meant = issue.errors
    .filter((list) => !list.some((each) => each.code === 'unrecognized_keys' && each.path.length === 0))
    .sort((a, b) => a.length - b.length);
  const ambiguous = meant.length !== 1;
  if (ambiguous || !meant[0]) return { ...issue, message: `none of the allowed forms${forms(issue.errors)}` };
  const inner = nearest(meant[0]);
  return { ...inner, path: [...issue.path, ...inner.path] };
}
