import type { ApiCall } from '$lib/data/api-document.ts';

/** What somebody has filled in. */
export interface Filled {
  parameters: Record<string, string>;
  /** JSON, or the text part of a form; blank: none. */
  body: string;
  files: Record<string, File | undefined>;
}

/** As an example of the document has it. */
export function filledFrom(call: ApiCall, example: string | undefined): Filled {
  const value = example === undefined ? undefined : call.bodies?.[example]?.value;
  const parts = example === undefined ? undefined : call.form?.examples[example]?.value;
  const shown = value ?? (parts as { metadata?: unknown } | undefined)?.metadata;
  return {
    parameters: Object.fromEntries(
      call.parameters.map(({ name, examples }) => {
        const given = examples[example ?? '']?.value;
        return [name, typeof given === 'string' ? given : given === undefined ? '' : JSON.stringify(given)];
      }),
    ),
    body: shown === undefined ? '' : JSON.stringify(shown, null, 2),
    files: {},
  };
}

/** The address below the API's own, with what stands in the path and the query. */
export function addressOf(call: ApiCall, { parameters }: Filled): string {
  const query = new URLSearchParams();
  let path = call.path;
  for (const { name, in: place } of call.parameters) {
    const value = parameters[name] ?? '';
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (place === 'query' && value !== '') query.set(name, value);
  }
  return `/functions/v1${path}${query.size > 0 ? `?${query}` : ''}`;
}

/** The headers that the call itself has, without who asks. */
export function headersOf(call: ApiCall, { parameters, body }: Filled): [string, string][] {
  return [
    ...(call.bodies && body.trim() !== ''
      ? ([['content-type', 'application/json']] as [string, string][])
      : []),
    ...call.parameters.flatMap(({ name, in: place }): [string, string][] =>
      place === 'header' && parameters[name] ? [[name, parameters[name]]] : [],
    ),
  ];
}

export function bodyOf(call: ApiCall, { body, files }: Filled): BodyInit | null {
  if (!call.form) return call.bodies && body.trim() !== '' ? body : null;
  const form = new FormData();
  for (const [name, file] of Object.entries(files)) if (file) form.set(name, file);
  form.set('metadata', body);
  return form;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const compact = (text: string) => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
};

/** The call as a line for a shell. Who asks stands in a variable: a shell keeps what is typed. */
export function commandOf(call: ApiCall, filled: Filled, apiUrl: string, variable: 'TOKEN' | 'KEY'): string {
  const { form, method } = call;
  return [
    'curl -sS',
    ...(method === 'GET' || (method === 'POST' && (form || filled.body.trim() !== ''))
      ? []
      : [`-X ${method}`]),
    `-H "authorization: Bearer $${variable}"`,
    ...headersOf(call, filled).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(form
      ? [
          ...form.files
            .filter(({ name, required }) => required || filled.files[name])
            .map(({ name }) => `-F ${name}=@${quoted(filled.files[name]?.name ?? `model.onnx`)}`),
          `-F ${quoted(`metadata=${compact(filled.body)}`)}`,
        ]
      : call.bodies && filled.body.trim() !== ''
        ? [`-d ${quoted(compact(filled.body))}`]
        : []),
    quoted(`${apiUrl}${addressOf(call, filled)}`),
  ].join(' ');
}
