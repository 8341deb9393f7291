import { fill, plainText, type Translate } from '../text/message.js';

/** Reason clauses with placeholders. Clauses without placeholders are written where they are used. */
export const reasons = {
  leadsTo: '{host} leads to the {kind} address {address}',
  foreignAddress: 'it is a {kind} network address other than that of the registry',
  answeredWith: '{path} was answered with {status}',
  asksFor: 'it asks for {schemes}',
  noRealm: 'its challenge names no realm',
  notJson: 'the answer is not JSON: type {type}, length {length}, JSON ends at character {count}',
  emptyAnswer: 'the answer is empty: type {type}',
} as const;

type Values = Readonly<Record<string, string>>;

/** Address classes: the values of `{kind}`. */
export const addressKinds = ['loopback', 'link-local', 'unspecified', 'multicast', 'private', 'public'] as const;

/** Fills in a template in English, the language of error details. */
export function reasonOf(template: string, values: Values): string {
  return plainText(fill(template, values), 0);
}

/** Translates a reason. A reason made from one of the `templates` is translated by its template. */
export function translateReason(reason: string, templates: readonly string[], translate: Translate): string {
  for (const template of templates) {
    const values = readBy(template, reason);
    if (values) {
      const kind = values.kind === undefined ? {} : { kind: translate(values.kind) };
      return plainText(fill(translate(template), { ...values, ...kind }), 0);
    }
  }
  return translate(reason);
}

function readBy(template: string, text: string): Values | undefined {
  const pattern = template
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 1 ? `(?<${part}>.+)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`).exec(text)?.groups;
}
