import { isJsonObject } from '../../text/json.js';
import { own } from '../../text/jsonValue.js';
import { clause } from '../../text/message.js';
import type { KindTokens } from '../kindTokens.js';

const hour = 'Tokens issued for it work until they expire, at most an hour.';

/** Credential forms by `context.entity_kind`. */
const forms = { user: 'quay-user', robot: 'quay-robot', oauthtoken: 'quay-oauth', appspecifictoken: 'quay-app' };

export const quay: KindTokens = {
  claims: {
    exp: 'Expiration time, one hour after issue. (The documentation says that such tokens don’t expire; they do.)',
    access:
      'What it grants; no actions if nothing was granted. (The documentation calls the token unscoped; it isn’t.)',
    context: 'Identity and credential type, as Quay knows them. A token in it is secret',
  },
  values: { sub: { '(anonymous)': 'No user is signed in.' } },
  issues: ({ iss, context }) => iss === 'quay' || (isJsonObject(context) && 'entity_kind' in context),
  opaqueForms: [{ looks: /^[A-Z0-9]{64}$/, what: 'Quay robot token', lasting: true, common: true }],
  subject: ({ context }) =>
    isJsonObject(context) && context.entity_kind === 'token' ? clause('a repository’s access token', {}) : undefined,
  leakedForm({ context }) {
    const kind = isJsonObject(context) ? context.entity_kind : undefined;
    return typeof kind === 'string' ? own(forms, kind) : undefined;
  },
  leaked: {
    '': 'It can’t be revoked. It works until it expires, at most an hour.',
    'quay-user': `Change the password in Account Settings, which also invalidates encrypted passwords. ${hour}`,
    'quay-robot': `Regenerate the robot account’s token under Robot Accounts. ${hour}`,
    'quay-oauth': `Revoke the token in the organization’s application settings. ${hour}`,
    'quay-app': `Revoke the application token in Account Settings. ${hour}`,
  },
};
