import { jsonPointer } from './json.js';
import type { Json } from './json.js';
import { isList } from './masking.js';

/** What fits beside a name in an editor. */
const LINE = 72;

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
  // Where no number is to be found, nobody needs to know the way.
  const below = (step: string | number) => (numbers.size === 0 ? path : [...path, step]);
  const [open, close, members] = isList(value)
    ? ['[', ']', value.map((item, index) => printJson(item, below(index), numbers, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(
          ([key, item]) => `${JSON.stringify(key)}: ${printJson(item, below(key), numbers, inner)}`,
        ),
      ];
  if (members.length === 0) return open + close;
  return fits(members)
    ? `${open}${members.join(', ')}${close}`
    : `${open}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${close}`;
}

function fits(members: readonly string[]): boolean {
  let length = -2;
  for (const member of members) {
    length += member.length + 2;
    if (length >= LINE || member.includes('\n')) return false;
  }
  return true;
}
