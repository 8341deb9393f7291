// JSON and names from outside. json.ts reads JSON as it was written, with bounds.

/** Any JSON of a service, unbounded; undefined for a text that isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value from outside is an object with names: no list, and not null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member of a table by a name from outside; undefined for a name that every object inherits. */
export function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The text for a credential form, otherwise the one under `''`. */
export function textForForm(texts: Readonly<Record<string, string>> = {}, form = ''): string | undefined {
  return own(texts, form) ?? texts[''];
}
