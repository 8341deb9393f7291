import type { JsonObject } from '../../text/json.js';
import { clause } from '../../text/message.js';
import type { KindTokens, OtherTokens } from '../kind.js';

/** `UserID` is a usual claim elsewhere, so only the claims that a package token has count. */
const giteaClaims: ReadonlySet<string> = new Set(['UserID', 'Scope', 'ActionsUserTaskID', 'exp', 'nbf', 'iat']);

const giteaToken: Omit<OtherTokens, 'label' | 'issues'> = {
  claims: {
    UserID: 'Number of the user on this server; 0 or less: nobody in particular',
    Scope: 'What the access token behind it allows',
    ActionsUserTaskID: 'Task of Actions that it was made for; 0: none',
  },
  values: { UserID: { 0: 'Nobody in particular.', '-1': 'Nobody in particular.', '-2': 'The user of Actions.' } },
  sharedKey: true,
  subject({ UserID: id }) {
    if (typeof id !== 'number') {
      return undefined;
    }
    if (id > 0) {
      return clause('user number {id}', { id: String(id) });
    }
    return id === -2 ? clause('the user of Actions', {}) : 'anonymous';
  },
};

export const gitea: KindTokens = {
  ...giteaToken,
  opaqueForms: [{ looks: /^[0-9a-f]{40}$/, what: 'access token of Gitea or Forgejo', lasting: true, common: true }],
  issues: isOfGitea,
  others: [
    {
      ...giteaToken,
      label: 'Gitea, Forgejo',
      issues: (claims) => isOfGitea(claims) && (claims.UserID === -2 || Number(claims.ActionsUserTaskID) > 0),
      leaked: { '': 'Cancel the task of Actions. A bearer token made for it may live on for 24 hours.' },
    },
  ],
};

function isOfGitea(claims: JsonObject): boolean {
  return typeof claims.UserID === 'number' && Object.keys(claims).every((name) => giteaClaims.has(name));
}
