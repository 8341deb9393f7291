import { decodeToken } from '../auth/jwt.js';
import { type JsonObject, printJson } from '../text/json.js';
import { jwtIn } from '../text/jwtText.js';
import { isSecretMember, maskSecrets, type OpaqueForm, valueAt } from '../text/masking.js';
import { same, type Translate } from '../text/message.js';
import { formsHiding, hideInQuotes, withoutPrefix } from './opaqueToken.js';

/**
 * Header and claims of a token as JSON text. Secrets are masked as in the panel, numbers stay as written, and `notes`
 * lists deviations of the token. Undefined if nothing can be decoded.
 */
export function claimsDocument(
  value: string,
  forms: readonly OpaqueForm[],
  translate: Translate = same,
): string | undefined {
  const parts = partsOf(value, forms);
  if (!parts) {
    return undefined;
  }
  const hiding = formsHiding(value, forms);
  const decoded = decodeToken(withoutPrefix(value, forms), translate);
  const texts = decoded.format === 'jwt' ? decoded.notes.map(({ text }) => text) : [decoded.reason];
  const notes = texts.map((text) => hideInQuotes(text, hiding));
  const printed = (['header', 'claims'] as const).flatMap((name) => {
    const part = parts[name];
    if (!part) {
      return [];
    }
    const { value: masked } = maskSecrets(part.object, name, hiding);
    return [`  ${JSON.stringify(name)}: ${printJson(masked, [], part.numbers, '  ')}`];
  });
  const noted = notes.length === 0 ? [] : [`  "notes": ${printJson(notes, [], new Map(), '  ')}`];
  return `{\n${[...printed, ...noted].join(',\n')}\n}\n`;
}

/**
 * The whole text of one claim or header field, for copying. `place` is `claims/` or `header/` and the position of its
 * row. Secrets are masked. Undefined if there is no such place.
 */
export function claimText(value: string, place: string, forms: readonly OpaqueForm[]): string | undefined {
  const parts = partsOf(value, forms);
  const [name, position, ...deeper] = place.split('/');
  const part = name === 'header' || name === 'claims' ? parts?.[name] : undefined;
  const entry = /^\d{1,6}$/.test(position ?? '') ? Object.entries(part?.object ?? {})[Number(position)] : undefined;
  if (!part || !entry || deeper.length > 0) {
    return undefined;
  }
  const isSecret = isSecretMember(part.object, entry[0]);
  const { value: masked } = maskSecrets(entry[1], place, formsHiding(value, forms), isSecret);
  return typeof masked === 'string' ? masked : printJson(masked, [entry[0]], part.numbers);
}

/**
 * The secret at a path that a ClaimRow lists in `inner`: a nested token or another secret, as JSON if it isn't text. It
 * is for the clipboard, and for inspection in turn. Undefined if nothing is masked at that path.
 */
export function innerToken(value: string, place: string, forms: readonly OpaqueForm[]): string | undefined {
  const [name = ''] = place.split('/');
  const part = name === 'header' || name === 'claims' ? partsOf(value, forms)?.[name] : undefined;
  if (!part || !maskSecrets(part.object, name, formsHiding(value, forms)).hidden.includes(place)) {
    return undefined;
  }
  const found = valueAt({ [name]: part.object }, place);
  if (!found) {
    return undefined;
  }
  const text = typeof found.value === 'string' ? found.value : printJson(found.value, found.path, part.numbers);
  return jwtIn(text) ?? text;
}

interface MaskablePart {
  readonly object: JsonObject;
  readonly numbers: ReadonlyMap<string, string>;
}

function partsOf(
  value: string,
  forms: readonly OpaqueForm[],
): { readonly header?: MaskablePart; readonly claims?: MaskablePart } | undefined {
  const decoded = decodeToken(withoutPrefix(value, forms));
  if (decoded.format === 'jwt') {
    return {
      header: { object: decoded.header, numbers: decoded.headerNumbers },
      claims: { object: decoded.claims, numbers: decoded.numbers },
    };
  }
  return decoded.header && { header: { object: decoded.header, numbers: new Map() } };
}

/** Replaces the signature. It isn't base64url, so that it can't be mistaken for one. */
const NO_SIGNATURE = '(signature removed)';

/**
 * A JWT that can be decoded but not used: its secrets are masked and its signature is removed. Undefined if it isn't a
 * JWT, because nothing would be left of an opaque token.
 */
export function redactedForm(value: string, forms: readonly OpaqueForm[]): string | undefined {
  const decoded = decodeToken(withoutPrefix(value, forms));
  if (decoded.format !== 'jwt') {
    return undefined;
  }
  const hiding = formsHiding(value, forms);
  const part = (object: JsonObject, numbers: ReadonlyMap<string, string>): string => {
    const { value: masked } = maskSecrets(object, '', hiding);
    return Buffer.from(printJson(masked, [], numbers)).toString('base64url');
  };
  return `${part(decoded.header, decoded.headerNumbers)}.${part(decoded.claims, decoded.numbers)}.${NO_SIGNATURE}`;
}
