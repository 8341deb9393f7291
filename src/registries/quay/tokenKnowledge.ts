import { isJsonObject } from '../../text/json.js';
import { own } from '../../text/jsonValue.js';
import { clause } from '../../text/message.js';
import type { KindTokens } from '../kind.js';

const hour = 'Tokens made with it live on until they expire, at most an hour.';

/** Credential forms by `context.entity_kind`. */
const forms = { user: 'quay-user', robot: 'quay-robot', oauthtoken: 'quay-oauth', appspecifictoken: 'quay-app' };

export const quay: KindTokens = {
  claims: {
    exp: 'Expires, an hour after it was made; where the documentation says that such tokens do not expire, it is wrong',
    access: 'What it grants, with no actions where nothing was; where the documentation says unscoped, it is wrong',
    context: 'Whom Quay knows behind it, and with which sort of credential; a token in it is secret',
  },
  values: { sub: { '(anonymous)': 'Nobody signed in.' } },
  issues: ({ iss, context }) => iss === 'quay' || (isJsonObject(context) && 'entity_kind' in context),
  opaqueForms: [{ looks: /^[A-Z0-9]{64}$/, what: 'robot token of Quay', lasting: true, common: true }],
  subject: ({ context }) =>
    isJsonObject(context) && context.entity_kind === 'token'
      ? clause('an access token of a repository', {})
      : undefined,
  leakedForm({ context }) {
    const kind = isJsonObject(context) ? context.entity_kind : undefined;
    return typeof kind === 'string' ? own(forms, kind) : undefined;
  },
  leaked: {
    '': 'It cannot be called back: it works until it expires, at most an hour.',
    'quay-user': `Change the password in Account Settings; encrypted passwords end with it. ${hour}`,
    'quay-robot': `Regenerate the robot's token under Robot Accounts. ${hour}`,
    'quay-oauth': `Revoke the token in the application's settings of the organization. ${hour}`,
    'quay-app': `Revoke the application token in Account Settings. ${hour}`,
  },
};
