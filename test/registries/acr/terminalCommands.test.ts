import { expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { Token } from '../../../src/auth/token.js';
import { findKind } from '../../../src/registries/index.js';
import { shellAt } from '../../../src/text/shell.js';

const account = { id: 'dana-id', label: 'dana' };
const token: Token = {
  scheme: 'Bearer',
  value: 'planted-access',
  use: 'access',
  obtainedAt: 0,
  expirySource: 'none',
  scopes: [],
  refreshToken: 'planted-refresh',
};
const named = (username: string) => `docker login --username ${username} --password-stdin contoso.azurecr.io`;
const guid = '00000000-0000-0000-0000-000000000000';

it.each<[string, Credential, Token, readonly [secret: string, line: string] | undefined]>([
  [
    'an account of the editor',
    { type: 'session', provider: 'microsoft', cloud: 'io', account },
    token,
    ['planted-refresh', named(guid)],
  ],
  ['Entra tokens', { type: 'foreign-tokens', accessToken: 'planted-entra' }, token, ['planted-refresh', named(guid)]],
  [
    'a user name and password',
    { type: 'password', username: 'ci', password: 'planted-password' },
    token,
    ['planted-password', named('ci')],
  ],
  ['nobody', { type: 'anonymous' }, token, undefined],
])('the sign-in of container tools for %s', async (_, credential, held, expected) => {
  const commands = (await findKind('acr')?.terminals?.()) ?? [];
  const offered = commands.flatMap((command) => {
    const secret = command.secret(held, credential);
    return secret === undefined ? [] : [{ command, secret }];
  });
  const programs = expected === undefined ? [] : ['docker login', 'podman login', 'skopeo login'];
  expect(offered.map(({ command }) => command.label)).toEqual(['curl', ...programs]);
  const login = offered.find(({ command }) => command.label === 'docker login');
  expect(login?.secret).toBe(expected?.[0]);
  const line = login?.command.line({
    scheme: 'Bearer',
    registry: new URL('https://contoso.azurecr.io'),
    scopes: [],
    ...(credential.type === 'password' ? { username: credential.username } : {}),
  });
  const written = line && shellAt('/bin/bash')?.write(line);
  expect(written === undefined ? undefined : written.includes(expected?.[1] ?? '')).toBe(expected && true);
});
