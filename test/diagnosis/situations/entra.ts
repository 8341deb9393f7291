// What Entra says to the editor's sign-in: a token endpoint on this machine, an editor whose sign-in asks there and
// reports in words as Microsoft's does, and the product's own reading of them.
import { authentication } from 'vscode';
import type { Sessions } from '../../../src/auth/editorSessions.js';
import { sessions } from '../../../src/ui/vscodeSessions.js';
import { json } from '../../faults/answers.js';
import { connect, signal, startLoginServer, tokensInNetwork } from '../../registries/acr/loginServer.js';
import { dana } from '../../registries/flow/signIns.js';
import type { Row, Stage } from './stage.js';

const edit = ['edit', 'log'] as const;
const log = ['log'] as const;
const again =
  'Run Fetch Token and sign in again. If you aren’t asked to, sign out of that account in this editor first.';

/** A fetch for which Entra refuses to renew the sign-in. */
async function refused(stage: Stage, error: string, number: number, text: string): Promise<unknown> {
  const entra = await stage.start(() => ({
    '/organizations/oauth2/v2.0/token': json(400, {
      error,
      error_description: `AADSTS${String(number)}: ${text} Trace ID: 0a1b Correlation ID: 2c3d Timestamp: 2026-11-22 09:00:00Z`,
      error_codes: [number],
    }),
  }));
  Object.assign(authentication, {
    async getSession(_provider: string, scopes: readonly string[]) {
      const body = new URLSearchParams({ grant_type: 'refresh_token', scope: scopes.join(' ') });
      const answer = await fetch(`${entra.origin}/organizations/oauth2/v2.0/token`, { method: 'POST', body });
      const said = (await answer.json()) as { error: string; error_description: string }; // as above
      throw new Error(`${said.error}: Error(s): ${String(number)} - Description: ${said.error_description}`);
    },
  });
  stage.atEnd(() => Reflect.deleteProperty(authentication, 'getSession'));
  const registry = await stage.watch(startLoginServer('contoso.azurecr.io'));
  const tokens = await tokensInNetwork(
    { type: 'session', provider: 'microsoft', cloud: 'io', account: dana },
    { sessions: asInEditor },
  );
  stage.atEnd(() => tokens.stop());
  return tokens.get(connect(registry.origin), ['repository:team/app:pull'], { signal });
}

/** The product's own, without what it reads of the editor's settings. */
const asInEditor: Sessions = {
  accounts: async () => [dana],
  environment: () => undefined,
  audience: 'management',
  find: (...asked) => sessions.find(...asked),
  ask: (...asked) => sessions.ask(...asked),
};

const rows: readonly (readonly [
  situation: string,
  error: string,
  number: number,
  text: string,
  expected: Pick<Row, 'cause' | 'next' | 'offers'>,
])[] = [
  [
    'wants a second factor',
    'interaction_required',
    50076,
    'Due to a configuration change made by your administrator, you must use multi-factor authentication.',
    { cause: 'second-factor', next: again, offers: edit },
  ],
  [
    'wants another device (Conditional Access)',
    'invalid_grant',
    53003,
    'Access has been blocked by Conditional Access policies.',
    { cause: 'second-factor', next: again, offers: edit },
  ],
  [
    'has ended the sign-in',
    'invalid_grant',
    700082,
    'The refresh token has expired due to inactivity.',
    { cause: 'session-ended', next: again, offers: edit },
  ],
  [
    'wants a new sign-in after a password change',
    'invalid_grant',
    50173,
    'The provided grant has expired due to it being revoked.',
    { cause: 'session-ended', next: again, offers: edit },
  ],
  [
    'misses consent',
    'invalid_grant',
    65001,
    'The user or administrator has not consented to use the application.',
    { cause: 'forbidden', next: 'Ask your administrator for this permission.', offers: log },
  ],
  [
    'knows neither audience',
    'invalid_resource',
    500011,
    'The resource principal was not found in the tenant.',
    { cause: 'forbidden', next: 'Ask your administrator for this permission.', offers: log },
  ],
  [
    'does not know the account in the tenant',
    'invalid_grant',
    50020,
    'User account from identity provider does not exist in tenant.',
    { cause: 'credential-refused', next: 'Check the credential, then edit the connection.', offers: edit },
  ],
  [
    'has disabled the account',
    'invalid_grant',
    50057,
    'The user account is disabled.',
    { cause: 'credential-refused', next: 'Check the credential, then edit the connection.', offers: edit },
  ],
  [
    'has locked the account',
    'invalid_grant',
    50053,
    'The account is locked.',
    { cause: 'locked', next: 'Wait, or contact your administrator. More attempts can extend the lock.', offers: log },
  ],
  [
    'knows no such tenant',
    'invalid_request',
    90002,
    'Tenant not found.',
    { cause: 'entry-unusable', next: 'Correct the value, then try again.', offers: ['edit'] },
  ],
  [
    'says something new',
    'invalid_grant',
    99999,
    'Something new.',
    { cause: 'credential-refused', next: 'Check the credential, then edit the connection.', offers: edit },
  ],
];

export const entra: readonly Row[] = rows.map(([situation, error, number, text, expected]) => ({
  situation: `Entra ${situation} (AADSTS${String(number)})`,
  happens: (stage) => refused(stage, error, number, text),
  evidence: { service: new RegExp(`^AADSTS${String(number)}: .*${text.slice(0, 20)}`) },
  ...expected,
}));
