import { nameInSentence } from '../text/foreignName.js';
import type { JsonObject } from '../text/json.js';
import { mask, shorten } from '../text/masking.js';
import { clauseText, fill, plainText, type Template, type Translate } from '../text/message.js';
import type { InspectionInput } from './reading.js';

/** Whom a token identifies. */
export type TokenSubject =
  | { readonly type: 'account'; readonly name: string; /** `name` is a description. */ readonly described?: true }
  | { readonly type: 'anonymous' }
  | { readonly type: 'unknown' };

const NAME_SHOWN = 80;
// Claims with a name of the subject (OpenID Connect Core section 5.1, and two others that sign-in services use).
const NAME_CLAIMS = ['preferred_username', 'email', 'name', 'upn', 'unique_name'];

/**
 * An empty subject is anonymous (distribution token specification); so is the text `(anonymous)` of some services. If
 * the subject is a bare id, and the token names the account elsewhere, the account name is used, because it is clearer
 * to the user.
 */
export function subjectOf(
  claims: JsonObject | undefined,
  { account, knowledge }: InspectionInput,
  shown: (text: string) => string,
  translate: Translate,
): TokenSubject {
  const known = claims && knowledge?.subject?.(claims);
  if (known === 'anonymous') {
    return { type: 'anonymous' };
  }
  if (known) {
    return described(known, shown, translate);
  }
  const sub = claims?.sub;
  if (sub === '' || sub === '(anonymous)') {
    return { type: 'anonymous' };
  }
  const isId = typeof sub === 'string' && /^[0-9a-f-]{32,36}$/i.test(sub);
  const isAccount = isId && account !== undefined && NAME_CLAIMS.some((name) => claims?.[name] === account);
  const named = typeof sub === 'string' && !isAccount ? sub : account;
  if (named === undefined) {
    return { type: 'unknown' };
  }
  // The id of an access key looks like a lasting secret and is none.
  return { type: 'account', name: named === account ? mask(named) : shown(named) };
}

/** A description of the subject. The names in it are escaped, so that none reads as a part of the sentence. */
function described(
  { text, values = {} }: Template,
  shown: (text: string) => string,
  translate: Translate,
): TokenSubject {
  const names = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    shown(typeof value === 'string' ? value : clauseText(value, translate)),
  ]);
  const [[, only] = ['', '']] = names;
  if (text === '{name}') {
    return { type: 'account', name: only };
  }
  const quoted = names.map(([name, value]): [string, string] => [name, nameInSentence(shorten(value, NAME_SHOWN))]);
  return { type: 'account', name: plainText(fill(translate(text), Object.fromEntries(quoted)), 0), described: true };
}
