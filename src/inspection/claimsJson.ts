import { decodeToken } from '../auth/jwt.js';
import { printJson, type JsonObject } from '../text/json.js';
import { jwtIn } from '../text/jwtText.js';
import { isSecretMember, maskSecrets, valueAt, type OpaqueForm } from '../text/masking.js';
import { same, type Translate } from '../text/message.js';

/**
 * Header and claims of a token as JSON text to read and search, with secrets hidden as in the panel, numbers as they
 * were written, and what is odd about the token beside them (`notes`). Undefined when there is nothing to read.
 */
export function claimsDocument(
  value: string,
  forms: readonly OpaqueForm[],
  translate: Translate = same,
): string | undefined {
  const parts = partsOf(value);
  if (!parts) return undefined;
  const decoded = decodeToken(value, translate);
  const notes = decoded.format === 'jwt' ? decoded.notes.map(({ text }) => text) : [decoded.reason];
  const printed = (['header', 'claims'] as const).flatMap((name) => {
    const part = parts[name];
    if (!part) return [];
    const { value: masked } = maskSecrets(part.object, name, forms);
    return [`  ${JSON.stringify(name)}: ${printJson(masked, [], part.numbers, '  ')}`];
  });
  const noted = notes.length === 0 ? [] : [`  "notes": ${printJson(notes, [], new Map(), '  ')}`];
  return `{\n${[...printed, ...noted].join(',\n')}\n}\n`;
}

/**
 * The whole text of one claim or header field, for copying: `place` is `claims/` or `header/` and the position of its
 * row. Secrets are hidden unless the text is wanted with them. Undefined when there is no such place.
 */
export function claimText(value: string, place: string, forms: readonly OpaqueForm[]): string | undefined {
  const parts = partsOf(value);
  const [name, position, ...deeper] = place.split('/');
  const part = name === 'header' || name === 'claims' ? parts?.[name] : undefined;
  const entry = /^\d{1,6}$/.test(position ?? '') ? Object.entries(part?.object ?? {})[Number(position)] : undefined;
  if (!part || !entry || deeper.length > 0) return undefined;
  const { value: masked } = maskSecrets(entry[1], place, forms, isSecretMember(part.object, entry[0]));
  return typeof masked === 'string' ? masked : printJson(masked, [entry[0]], part.numbers);
}

/**
 * What is hidden at a place that a ClaimRow names as `inner`: a token inside the token, or another secret, in JSON where
 * it is no text. Secret; for the clipboard and for inspecting it in turn. Undefined when nothing is hidden at that place.
 */
export function innerToken(value: string, place: string, forms: readonly OpaqueForm[]): string | undefined {
  const [name = ''] = place.split('/');
  const part = name === 'header' || name === 'claims' ? partsOf(value)?.[name] : undefined;
  if (!part || !maskSecrets(part.object, name, forms).hidden.includes(place)) return undefined;
  const found = valueAt({ [name]: part.object }, place);
  if (!found) return undefined;
  const text = typeof found.value === 'string' ? found.value : printJson(found.value, found.path, part.numbers);
  return jwtIn(text) ?? text;
}

interface MaskablePart {
  readonly object: JsonObject;
  readonly numbers: ReadonlyMap<string, string>;
}

function partsOf(value: string): { readonly header?: MaskablePart; readonly claims?: MaskablePart } | undefined {
  const decoded = decodeToken(value);
  if (decoded.format === 'jwt') {
    return {
      header: { object: decoded.header, numbers: decoded.headerNumbers },
      claims: { object: decoded.claims, numbers: decoded.numbers },
    };
  }
  return decoded.header && { header: { object: decoded.header, numbers: new Map() } };
}

/** What stands in place of the signature: no base64url, so that nobody takes it for one. */
const NO_SIGNATURE = '(signature removed)';

/**
 * A JWT that can be read and is good for nothing: the secrets in it are hidden, the signature is gone. Undefined for
 * whatever is no JWT: of an opaque token nothing would be left.
 */
export function redactedForm(value: string, forms: readonly OpaqueForm[]): string | undefined {
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt') return undefined;
  const part = (object: JsonObject, numbers: ReadonlyMap<string, string>): string => {
    const { value: masked } = maskSecrets(object, '', forms);
    return Buffer.from(printJson(masked, [], numbers)).toString('base64url');
  };
  return `${part(decoded.header, decoded.headerNumbers)}.${part(decoded.claims, decoded.numbers)}.${NO_SIGNATURE}`;
}
