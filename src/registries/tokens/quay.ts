import { isJsonObject } from '../../auth/json.js';
import type { KindTokens } from './kindTokens.js';

export const quay: KindTokens = {
  claims: {
    exp: 'Expires, an hour after it was made; where the documentation says that such tokens do not expire, it is wrong',
    access: 'What it grants, with no actions where nothing was; where the documentation says unscoped, it is wrong',
    context: 'Whom Quay knows behind it, and with which sort of credential; a token in it is secret',
  },
  values: { sub: { '(anonymous)': 'Nobody signed in.' } },
  issues: ({ iss, context }) => iss === 'quay' || (isJsonObject(context) && 'entity_kind' in context),
};
