import { jsonPointer } from './json.js';
import type { Json } from './json.js';
import { isList } from './masking.js';

/** JSON.stringify with numbers as they were written (by JSON pointer) and short lists and objects on one line. */
export function printJson(
  value: Json,
  path: readonly (string | number)[],
  numbers: ReadonlyMap<string, string>,
  indent = '',
): string {
  if (typeof value === 'number') return numbers.get(jsonPointer(path)) ?? String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close, members] = isList(value)
    ? ['[', ']', value.map((item, index) => printJson(item, [...path, index], numbers, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(
          ([key, item]) => `${JSON.stringify(key)}: ${printJson(item, [...path, key], numbers, inner)}`,
        ),
      ];
  if (members.length === 0) return open + close;
  const line = members.join(', ');
  if (line.length < 72 && !line.includes('\n')) return `${open}${line}${close}`;
  return `${open}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${close}`;
}
