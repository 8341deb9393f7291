import type { JsonObject } from '../../text/json.js';
import { clause } from '../../text/message.js';
import type { KindTokens, OtherTokens } from '../kindTokens.js';

/** `UserID` is a usual claim elsewhere, so only the claims that a package token has count. */
const giteaClaims: ReadonlySet<string> = new Set(['UserID', 'Scope', 'ActionsUserTaskID', 'exp', 'nbf', 'iat']);

const giteaToken: Omit<OtherTokens, 'label' | 'issues'> = {
  claims: {
    UserID: 'User ID on this server; 0 or less means no specific user',
    Scope: 'Scope of the access token that it was issued for',
    ActionsUserTaskID: 'Actions task that it was issued for; 0 means none',
  },
  values: { UserID: { 0: 'No specific user.', '-1': 'No specific user.', '-2': 'The Actions user.' } },
  sharedKey: true,
  subject({ UserID: id }) {
    if (typeof id !== 'number') {
      return undefined;
    }
    if (id > 0) {
      return clause('user ID {id}', { id: String(id) });
    }
    return id === -2 ? clause('the Actions user', {}) : 'anonymous';
  },
};

export const gitea: KindTokens = {
  ...giteaToken,
  opaqueForms: [{ looks: /^[0-9a-f]{40}$/, what: 'Gitea or Forgejo access token', lasting: true, common: true }],
  issues: isOfGitea,
  others: [
    {
      ...giteaToken,
      label: 'Gitea, Forgejo',
      issues: (claims) => isOfGitea(claims) && (claims.UserID === -2 || Number(claims.ActionsUserTaskID) > 0),
      leaked: { '': 'Cancel the Actions task. A bearer token issued for it can work for another 24 hours.' },
    },
  ],
};

function isOfGitea(claims: JsonObject): boolean {
  return typeof claims.UserID === 'number' && Object.keys(claims).every((name) => giteaClaims.has(name));
}
