import type { Json } from '../../text/json.js';
import { own } from '../../text/jsonValue.js';
import { clause } from '../../text/message.js';
import type { KindTokens } from '../kindTokens.js';

/** By `utypid`. */
const forms = { 1: 'integration', 2: 'admin', 3: 'customer' };

const numberText = (value: Json | undefined): string => (typeof value === 'number' ? String(value) : '');

export const magento: KindTokens = {
  claims: {
    uid: 'User ID in the shop',
    utypid: 'User type: 1 integration, 2 admin user, 3 customer, 4 guest',
  },
  values: { utypid: { 1: 'An integration', 2: 'An admin user', 3: 'A customer', 4: 'A guest' } },
  sharedKey: true,
  opaqueForms: [{ looks: /^[a-z0-9]{32}$/, what: 'Magento shop token', common: true }],
  subject({ uid, utypid }) {
    const id = numberText(uid);
    const subjects = {
      1: clause('integration {id}', { id }),
      2: clause('admin user {id}', { id }),
      3: clause('customer {id}', { id }),
      4: clause('a guest', {}),
    };
    return own(subjects, numberText(utypid));
  },
  leakedForm: ({ utypid }) => own(forms, numberText(utypid)),
  issues: (claims) => 'utypid' in claims && 'uid' in claims,
  leaked: {
    '': 'Change the password. Existing tokens work until they expire, usually within an hour.',
    customer: 'Change the password, then revoke the tokens, which ends all of this customer’s tokens.',
    'customer-staging': 'Change the password, then revoke the tokens, which ends all of this customer’s tokens.',
    admin:
      'Change the password, then select Force Sign-In for the user (System › All Users), which ends the user’s tokens.',
    'admin-staging':
      'Change the password, then select Force Sign-In for the user (System › All Users), which ends the user’s tokens.',
    integration: 'It doesn’t expire. Select Reauthorize under System › Integrations to replace it.',
  },
};
