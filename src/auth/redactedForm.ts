import type { JsonObject } from './json.js';
import { decodeToken } from './jwt.js';
import { maskSecrets } from './masking.js';
import { printJson } from './printJson.js';
import type { OpaqueForm } from './tokenKnowledge.js';

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
