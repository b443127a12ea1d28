import { operationsOf, type ApiDocument, type Schema } from './document.ts';

/**
 * What of a change would break a program that was written for the document before: the rules of docs/api.md. Input may
 * grow by what is optional, output by anything; nothing that is told goes, nothing new is asked for.
 */
export function breakingChanges(before: ApiDocument, after: ApiDocument): string[] {
  return operationsOf(before).flatMap(({ method, path, operation: old }) => {
    const where = `${method.toUpperCase()} ${path}`;
    const now = after.paths[path]?.[method];
    if (!now) return [`${where} is gone`];
    const parameters = (old.parameters ?? []).flatMap((parameter) => {
      const same = now.parameters?.find(
        ({ name, in: place }) => name === parameter.name && place === parameter.in,
      );
      return same
        ? input(parameter.schema, same.schema, `${where} ${parameter.name}`)
        : [`${where}: parameter ${parameter.name} is gone`];
    });
    const asked = (now.parameters ?? [])
      .filter(
        ({ name, required }) =>
          required && !old.parameters?.some((each) => each.name === name && each.required),
      )
      .map(({ name }) => `${where}: parameter ${name} is asked for now`);
    const bodies = Object.entries(now.requestBody?.content ?? {}).flatMap(([type, { schema }]) => {
      const then = old.requestBody?.content[type];
      return then ? input(then.schema, schema, `${where} body`) : [`${where}: a body is asked for now`];
    });
    const answers = Object.entries(old.responses).flatMap(([status, answer]) => {
      const same = now.responses[status];
      if (!same) return Number(status) < 400 ? [`${where}: ${status} is not answered any more`] : [];
      const then = answer.content?.['application/json']?.schema;
      const told = same.content?.['application/json']?.schema;
      return then && told ? output(then, told, `${where} ${status}`) : [];
    });
    const renamed =
      old.operationId === now.operationId
        ? []
        : [`${where}: is called ${now.operationId}, not ${old.operationId}`];
    const scopes =
      JSON.stringify(old.security) === JSON.stringify(now.security) ? [] : [`${where}: other scopes`];
    return [...renamed, ...scopes, ...parameters, ...asked, ...bodies, ...answers];
  });
}

const alternatives = (schema: Schema): Schema[] => schema.anyOf ?? schema.oneOf ?? [schema];
const typesOf = (schema: Schema): string[] => [schema.type ?? []].flat();
/** What tells an alternative from the others: a constant, its properties, its type. */
const nameOf = (schema: Schema): string =>
  schema.properties
    ? JSON.stringify(
        Object.entries(schema.properties)
          .map(([name, { const: value }]) => [name, value ?? null] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))[0],
      )
    : JSON.stringify(schema.type ?? schema.const ?? null);

/** Of what is sent: what was accepted must be accepted. */
function input(before: Schema, after: Schema, where: string): string[] {
  const accepted = alternatives(after);
  return alternatives(before).flatMap((then) => {
    const now =
      accepted.find((each) => nameOf(each) === nameOf(then)) ?? (accepted.length === 1 ? accepted[0]! : null);
    if (!now) return [`${where}: a form is gone`];
    return [
      ...(typesOf(then).every((type) => typesOf(now).length === 0 || typesOf(now).includes(type))
        ? []
        : [`${where}: another type`]),
      ...gone(then.enum ?? [], now.enum, `${where}: value`),
      ...gone(now.required ?? [], then.required ?? [], `${where}: is asked for now:`),
      ...tighter(then, now, where),
      ...Object.entries(then.properties ?? {}).flatMap(([name, schema]) => {
        const same = now.properties?.[name];
        if (same) return input(schema, same, `${where}.${name}`);
        return now.additionalProperties === false ? [`${where}.${name} is gone`] : [];
      }),
      ...(then.items && now.items ? input(then.items, now.items, `${where}[]`) : []),
    ];
  });
}

/** Of what is answered: whoever reads it finds what it found. New values of an enum are told as such and are no break. */
function output(before: Schema, after: Schema, where: string): string[] {
  const told = alternatives(after);
  return alternatives(before).flatMap((then) => {
    // Not null any more hurts nobody.
    if (then.type === 'null') return [];
    const now = told.find((each) => nameOf(each) === nameOf(then)) ?? (told.length === 1 ? told[0]! : null);
    if (!now) return [`${where}: a form is gone`];
    const nullable =
      told.some(({ type }) => type === 'null') && !alternatives(before).some(({ type }) => type === 'null');
    return [
      ...(nullable ? [`${where} may be null now`] : []),
      ...(typesOf(now).every((type) => typesOf(then).length === 0 || typesOf(then).includes(type))
        ? []
        : [`${where}: another type`]),
      ...gone(
        (then.required ?? []).filter((name) => now.properties?.[name]),
        now.required ?? [],
        `${where}: is not always told any more:`,
      ),
      ...Object.entries(then.properties ?? {}).flatMap(([name, schema]) => {
        const same = now.properties?.[name];
        return same ? output(schema, same, `${where}.${name}`) : [`${where}.${name} is gone`];
      }),
      ...(then.items && now.items ? output(then.items, now.items, `${where}[]`) : []),
      ...(isSchema(then.additionalProperties) && isSchema(now.additionalProperties)
        ? output(then.additionalProperties, now.additionalProperties, `${where}.*`)
        : []),
    ];
  });
}

const isSchema = (value: Schema['additionalProperties']): value is Schema => typeof value === 'object';

/** Those of `wanted` that `found` lacks; without `found` anything goes. */
function gone(wanted: readonly unknown[], found: readonly unknown[] | undefined, what: string): string[] {
  return found === undefined
    ? []
    : wanted.filter((each) => !found.includes(each)).map((each) => `${what} ${String(each)}`);
}

const LOWER = ['minimum', 'minLength', 'minItems', 'exclusiveMinimum'];
const UPPER = ['maximum', 'maxLength', 'maxItems', 'exclusiveMaximum'];
function tighter(then: Schema, now: Schema, where: string): string[] {
  const limit = (schema: Schema, name: string, otherwise: number) => Number(schema[name] ?? otherwise);
  return [
    ...LOWER.filter((name) => limit(now, name, -Infinity) > limit(then, name, -Infinity)),
    ...UPPER.filter((name) => limit(now, name, Infinity) < limit(then, name, Infinity)),
  ].map((name) => `${where}: ${name} is tighter`);
}
