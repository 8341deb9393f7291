// What is said of a token that was fetched or copied, and which buttons go with it.
import { describe, expect, it } from 'vitest';
import type { Token } from '../../../src/auth/token.js';
import type { Connection } from '../../../src/connections/connection.js';
import type { TokenResult } from '../../../src/tokensTypes.js';
import { copySecret } from '../../../src/ui/acquire/copyFormats.js';
import { showTokenMessage } from '../../../src/ui/fetch/tokenMessage.js';
import type { Surface } from '../../../src/ui/surface.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import { surfaceAt } from '../surfaceAt.js';

const signedIn: Connection = { ...connectionTo('https://registry.example.com', 'oci', 'password'), account: 'dana' };
const anonymous: Connection = connectionTo('https://registry.example.com', 'oci', 'anonymous');

function resultOf(scopes: readonly string[], granted?: readonly string[], more: Partial<Token> = {}): TokenResult {
  const token: Token = {
    ...{ scheme: 'Bearer', value: 'planted', use: 'access', obtainedAt: Date.now(), expirySource: 'none', scopes },
    ...(granted === undefined ? {} : { granted }),
    ...more,
  };
  return { token, scopes, trace: { machine: '', steps: [] }, revision: 1, cached: false };
}

async function shown(connection: Connection, result: TokenResult, press?: string) {
  const { surface, person } = surfaceAt(connection, tokensFor({ type: 'anonymous' }), [], () => press);
  const run: unknown[] = [];
  Object.assign(surface, {
    credentialOf: () => Promise.resolve({ type: 'anonymous' }),
    run: (...command: unknown[]) => Promise.resolve(void run.push(command)),
  });
  await showTokenMessage(surface, connection, result);
  return { ...person.told[0], run };
}

const pull = ['repository:team/app:pull'];
const both = ['repository:team/app:pull,push'];

describe('where nothing was granted', () => {
  it.each<[string, Connection, readonly string[], string, readonly string[]]>([
    ['to no one', anonymous, pull, 'No access: team/app isn’t public. Sign in to continue.', ['Why?', 'Sign In…']],
    [
      'to no one, who asked to push only',
      anonymous,
      ['repository:team/app:push'],
      'registry.example.com granted no access to team/app (push). Sign in to continue.',
      ['Why?', 'Sign In…'],
    ],
    [
      'to no one, of several',
      anonymous,
      [...pull, 'registry:catalog:*'],
      'registry.example.com granted no access to the catalog and team/app (pull). Sign in to continue.',
      ['Why?', 'Sign In…'],
    ],
    [
      'to an account',
      signedIn,
      both,
      'Signed in as dana, but registry.example.com granted no access to team/app (pull, push).',
      ['Why?'],
    ],
    [
      'to an account without a name',
      connectionTo('https://registry.example.com', 'oci', 'password'),
      pull,
      'registry.example.com granted no access to team/app (pull).',
      ['Why?'],
    ],
  ])('%s', async (_, connection, scopes, text, actions) => {
    expect(await shown(connection, resultOf([...scopes].sort(), []))).toMatchObject({
      ...{ text, actions, severity: 'warning' },
    });
  });

  it('signing in edits the connection', async () => {
    const { run } = await shown(anonymous, resultOf(pull, []), 'Sign In…');
    expect(run).toEqual([
      ['registryAuth.editConnection', { type: 'connection', connection: anonymous }, { part: 'way' }],
    ]);
  });
});

it('a token that grants less than requested can be copied, and the message says what is missing', async () => {
  const { text, actions, severity } = await shown(signedIn, resultOf(both, pull));
  expect(text).toMatch(/pull from team\/app/);
  expect([actions?.[0], severity]).toEqual(['Copy', 'warning']);
});

it('HTTP Basic reads as a success', async () => {
  const { text, severity } = await shown(signedIn, resultOf(pull, undefined, { scheme: 'Basic' }));
  expect([text, severity]).toEqual([
    'registry.example.com uses HTTP Basic: the user name and password go with every request.',
    'info',
  ]);
});

it.each<[string, TokenResult, string]>([
  ['what was granted', resultOf(both, pull), 'Copied the token for pull on team/app'],
  ['what was requested, where no grant is stated', resultOf(both), 'Copied the token for pull, push on team/app'],
  ['that nothing was granted', resultOf(both, []), 'Copied the token, which grants no access to team/app (pull, push)'],
  [
    'what HTTP Basic is',
    resultOf(pull, undefined, { scheme: 'Basic' }),
    'Copied the user name and password for HTTP Basic (base64)',
  ],
])('a copy says %s', async (_, result, expected) => {
  const { surface, person } = surfaceAt(signedIn, tokensFor({ type: 'anonymous' }), []);
  const clipboard = { copy: (_secret: string, said: string) => Promise.resolve(said) } as Surface['clipboard'];
  await copySecret({ ...surface, clipboard }, signedIn, result);
  expect(person.told[0]?.text).toBe(expected);
});
