import type { KindTokens } from '../kind.js';

export const magento: KindTokens = {
  claims: {
    uid: 'Id of the user in the shop',
    utypid: 'Type of user: 1 integration, 2 admin user, 3 customer, 4 guest',
  },
  values: { utypid: { 1: 'An integration', 2: 'An admin user', 3: 'A customer', 4: 'A guest' } },
  sharedKey: true,
  opaqueForms: [{ looks: /^[a-z0-9]{32}$/, what: 'token of a Magento shop', common: true }],
  issues: (claims) => 'utypid' in claims && 'uid' in claims,
  leaked: {
    '': 'Change the password. A token lives on until it expires, usually an hour.',
    customer: 'Change the password, and revoke: that ends every token of this customer.',
    'customer-staging': 'Change the password, and revoke: that ends every token of this customer.',
    admin: 'Change the password, and press Force Sign-In for the user (System › All Users): that ends its tokens.',
    'admin-staging':
      'Change the password, and press Force Sign-In for the user (System › All Users): that ends its tokens.',
    integration: 'It does not expire. Press Reauthorize under System › Integrations: that replaces it.',
  },
};
