import type { Token } from '../../src/auth/token.js';
import type { AuthTrace } from '../../src/auth/trace.js';
import { explainChallenge } from '../../src/inspection/challengeExplanation.js';
import { compareTokens } from '../../src/inspection/compare.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { findChallenges } from '../../src/inspection/pastedChallenge.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { challengeKnowledge } from '../../src/registries/index.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { same } from '../../src/text/message.js';
import type { PanelView, TokenView } from '../../src/ui/panel/messages.js';
import { type FailureInput, type PanelInput, type TokenInput, tokenView, viewOf } from '../../src/ui/panel/view.js';
import { fakeJwt } from '../auth/jwtFixture.js';

/** 24 September 2026, 14:51:40 UTC. */
export const NOW = 1_790_261_500_000;
const seconds = NOW / 1000;
export const HOST = 'contosoregistry.azurecr.io';

const times = { nbf: seconds - 1740, iat: seconds - 1740, exp: seconds + 2760 };
const claims = {
  iss: 'Azure Container Registry',
  sub: 'node-pull',
  aud: HOST,
  ...times,
  jti: 'b2a1f0e9-0d3c-4b5a-8f7e-6d5c4b3a2918',
  grant_type: 'access_token',
  access: [
    { type: 'repository', name: 'team/app', actions: ['pull'] },
    { type: 'repository', name: 'team/base', actions: ['pull'] },
  ],
  roles: [],
};

const knowledge = {
  claims: { grant_type: 'Use it on the registry API (a refresh token would say refresh_token)', roles: 'Roles' },
  missingGrant: { token: 'usually: add content/write for {repository} to the scope map of {account}' },
};

export const trace: AuthTrace = {
  machine: 'this machine',
  steps: [
    {
      purpose: 'ping',
      method: 'GET',
      url: `https://${HOST}/v2/`,
      authorization: 'none',
      requestHeaders: {},
      startedAt: NOW - 1_740_200,
      duration: 61,
      status: 401,
      challenges: [{ scheme: 'bearer', parameters: { realm: `https://${HOST}/oauth2/token`, service: HOST } }],
      headers: {},
      remoteAddress: '203.0.113.7',
    },
    {
      purpose: 'exchange',
      method: 'GET',
      url: `https://${HOST}/oauth2/token?service=${HOST}&scope=repository%3Ateam%2Fapp%3Apull%2Cpush`,
      authorization: 'basic',
      requestHeaders: {},
      startedAt: NOW - 1_740_000,
      duration: 82,
      status: 200,
      headers: {},
      realm: 'same-host',
      remoteAddress: '203.0.113.7',
    },
  ],
};

function token(value: string, more: Partial<Token> = {}): Token {
  return {
    scheme: 'Bearer',
    value,
    use: 'access',
    obtainedAt: NOW - 1_740_000,
    expiresAt: NOW + 2_760_000,
    expirySource: 'claim',
    scopes: ['repository:team/app:pull,push'],
    details: { realm: `https://${HOST}/oauth2/token`, service: HOST },
    ...more,
  };
}

type Case = Partial<InspectionInput> & Pick<InspectionInput, 'token'>;

const manyAccess = Array.from({ length: 1200 }, (_, index) => ({
  type: 'repository',
  name: `team/service-${index}`,
  actions: index % 3 === 0 ? ['pull', 'push'] : ['pull'],
}));

/** Everything that has tried to get out of a page of claims. */
export const hostile = {
  sub: '<img src=x onerror=alert(1)>',
  aud: HOST,
  ...times,
  iss: '"><script>alert(2)</script>',
  '<b>name</b>': '</code></td><script>alert(3)</script>',
  bidi: 'invoice\u202egpj.exe \u2066isolated\u2069 \u200bzero\ufeffwidth',
  controls: 'line\nbreak\ttab\u0000nul\u001b[31mred\u0085next\u2028separator',
  surrogate: 'half \ud83d pair, whole 😀',
  zalgo: `Z${'\u0341'.repeat(200)}algo`,
  long: 'x'.repeat(10_000),
  lines: Array.from({ length: 30 }, (_, index) => `line ${index}`),
  markdown: '[click](command:workbench.action.terminal.new) ![](https://evil.example/p.png)',
  inner: fakeJwt({ secret: 'nested' }),
  credential: 'wrapped secret',
  number: 12345678901234,
  access: [
    {
      type: 'repository',
      name: `${'very/long/'.repeat(20)}name`,
      actions: ['pull', '<i>x</i>', 'a', 'b', 'c', 'd', 'e', 'f'],
    },
    { type: '<u>type</u>', name: 'rtl\u202ename', actions: ['*'] },
  ],
};

export const cases = {
  partial: { token: token(fakeJwt(claims)), form: 'token', knowledge, accepted: { host: HOST, at: NOW - 1_700_000 } },
  fine: { token: token(fakeJwt(claims), { scopes: ['repository:team/app:pull'] }) },
  expiring: {
    token: token(fakeJwt({ ...claims, exp: seconds + 50 }), {
      expiresAt: NOW + 50_000,
      scopes: ['repository:team/app:pull'],
    }),
  },
  expired: { token: token(fakeJwt({ ...claims, exp: seconds - 300 }), { expiresAt: NOW - 300_000 }) },
  blocked: { token: token(fakeJwt({ ...claims, aud: 'fabrikam.azurecr.io' })) },
  nothing: { token: token(fakeJwt({ ...claims, access: [{ type: 'repository', name: 'team/app', actions: [] }] })) },
  opaque: { token: token('gho_0123456789abcdef', { expirySource: 'expires_in', expiresAt: NOW + 3_540_000 }) },
  encrypted: { token: `${Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString('base64url')}.a.b.c.d` },
  damaged: { token: `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.%%%.c2ln` },
  pasted: { token: fakeJwt(claims) },
  unsigned: { token: fakeJwt({ ...claims, exp: undefined }, { alg: 'none' }) },
  many: { token: token(fakeJwt({ ...claims, access: manyAccess }), { scopes: [] }) },
  hostile: { token: token(fakeJwt(hostile, { alg: 'RS256', kid: '<svg onload=alert(4)>' })) },
  basic: { token: token('ZGFuYTpzZWNyZXQ=', { scheme: 'Basic', expirySource: 'none', details: {} }) },
} satisfies Record<string, Case>;

export type CaseName = keyof typeof cases;
export const caseNames = Object.keys(cases) as CaseName[];

export function inputOf(name: CaseName): TokenInput {
  const parts: Case = cases[name];
  const pasted = typeof parts.token === 'string';
  const inspection = inspectToken({ now: NOW, ...(pasted ? {} : { host: HOST, account: 'node-pull' }), ...parts });
  return {
    page: 'token',
    tab: 'a tab',
    title: pasted ? 'Pasted token' : HOST,
    ...(pasted
      ? {}
      : { connectionId: 'c1', trace, subtitle: 'Azure Container Registry · node-pull (repository-scoped token)' }),
    inspection,
    actions: pasted
      ? { copyToken: () => undefined }
      : { copyToken: () => undefined, fetchAgain: () => undefined, copyStep: () => undefined },
  };
}

export function viewFor(name: CaseName): TokenView {
  return tokenView(inputOf(name), 'en-GB', same);
}

const sent = trace.steps.map((step, index) =>
  index === 0 ? step : { ...step, status: 401, failure: 'unreachable' as const, system: 'ECONNRESET' },
);

export const failure: FailureInput = {
  page: 'failure',
  tab: 'a tab',
  title: HOST,
  subtitle: 'Azure Container Registry · node-pull',
  connectionId: 'c1',
  explanation: {
    cause: `${HOST} rejected the credential for node-pull.`,
    next: 'Check the credential, then edit the connection.',
    evidence: ['Status: 401', 'Server message: UNAUTHORIZED \u202e'],
  },
  trace: { ...trace, steps: sent },
  actions: { editConnection: () => undefined, showLog: () => undefined, copyStep: () => undefined },
};

export function viewOfFailure(): PanelView {
  return viewOf(failure, 'en-GB', same);
}

/** Of an answer with a challenge of each scheme, and a control character in a value. */
export function viewOfChallenge(): PanelView {
  const [found] = findChallenges(
    `> Host: ${HOST}\nHTTP/1.1 401 Unauthorized\nWww-Authenticate: Bearer realm="https://${HOST}/oauth2/token",` +
      `service="${HOST}",scope="repository:team/app:pull,push",error="invalid_token",error_description="a\u202eb"\n` +
      'Www-Authenticate: Basic realm="registry"\n',
  );
  if (found === undefined) {
    throw new Error('no challenge was found');
  }
  const input: PanelInput = {
    page: 'challenge',
    tab: 'a tab',
    title: `Challenge from ${HOST}`,
    subtitle: 'Processed on this machine. Nothing was sent.',
    challenge: explainChallenge(found, challengeKnowledge(opaqueForms), same),
    actions: { addConnection: () => undefined, inspectPasted: () => undefined },
  };
  return viewOf(input, 'en-GB', same);
}

export function viewOfNothing(): PanelView {
  const empty: PanelInput = {
    page: 'empty',
    tab: 'a tab',
    title: HOST,
    connectionId: 'c1',
    sentence: 'Tokens are kept in memory only.',
    actions: { fetchToken: () => undefined },
  };
  return viewOf(empty, 'en-GB', same);
}

/** Of a token that lost one repository and won a right on another. */
/** A diagnosis that went well, except that not everything was granted. */
export function viewOfWarnings(): PanelView {
  const passed = (label: string, fact: string) =>
    ({ label, state: 'passed', fact, evidence: ['Any evidence'] }) as const;
  const checklist: PanelInput = {
    page: 'checklist',
    tab: 'a tab',
    title: HOST,
    subtitle: 'Azure Container Registry · node-pull',
    connectionId: 'c1',
    state: 'withWarnings',
    sentence: `${HOST} issued a token, and team/app:latest was read with it. ${HOST} did not grant push on team/app.`,
    note: 'Tested from this machine. Addresses and DNS can differ on other machines.',
    checks: [
      passed('Address', 'via proxy proxy.corporate.example:3128'),
      passed('Registry API', 'HTTP 401 from /v2/'),
      passed('Challenge', `Bearer, service ${HOST}`),
      passed('Token server', HOST),
      passed('Credential', 'as node-pull'),
      {
        label: 'Scope',
        state: 'noted',
        fact: 'pull granted, push not granted',
        evidence: [],
        explanation: { cause: `${HOST} did not grant push on team/app.`, next: 'Ask for it.', evidence: [] },
      },
      passed('Clock', 'less than a minute apart'),
      passed('Pull a manifest', 'sha256:ab12cd34ef56…'),
      passed('Pull a blob', '1024 B read from productionresultssa0.blob.core.windows.net'),
    ],
    actions: { tryAgain: () => undefined, copyDiagnosis: () => undefined },
  };
  return viewOf(checklist, 'en-GB', same);
}

export function viewOfComparison(): PanelView {
  const at = (access: readonly object[], more: object, header: object) => ({
    token: token(fakeJwt({ ...claims, access, ...more }, { alg: 'RS256', typ: 'JWT', ...header }), { scopes: [] }),
    host: HOST,
    now: NOW,
  });
  const comparison = compareTokens(
    at(claims.access, { jti: 'a' }, { kid: 'k' }),
    at([{ type: 'repository', name: 'team/app', actions: ['pull', 'push'] }], { jti: 'b', new: 'x\u202ey' }, {}),
  );
  const sides = {
    before: 'the token for pull on team/app and team/base, received at 16:22:40',
    after: 'the token for pull and push on team/app, received at 16:51:30',
  };
  const frame = { page: 'comparison', tab: 'a tab', title: HOST, connectionId: 'c1', actions: {} } as const;
  return viewOf({ ...frame, comparison, sides }, 'en-GB', same);
}

/** A diagnosis that ended at the token server, which is not there. */
export function viewOfDiagnosis(state: 'running' | 'oneFailed'): PanelView {
  const checklist: PanelInput = {
    page: 'checklist',
    tab: 'a tab',
    title: HOST,
    subtitle: 'Azure Container Registry · node-pull',
    connectionId: 'c1',
    state,
    sentence: state === 'running' ? `Diagnosing ${HOST}…` : `The test of ${HOST} failed at “Token server”.`,
    note: 'Tested from this machine. Addresses and DNS can differ on other machines.',
    checks: [
      {
        label: 'Address',
        state: 'passed',
        fact: '203.0.113.7:443, direct \u202e',
        evidence: ['Connected to: 203.0.113.7', 'TLS version: TLSv1.3'],
      },
      { label: 'Challenge', state: 'skipped', evidence: [] },
      { label: 'Credential', state: 'untested', evidence: [] },
      {
        label: 'Clock',
        state: 'noted',
        evidence: [],
        explanation: {
          cause: 'The clocks differ.',
          next: 'Check the clock of this machine, then try again.',
          evidence: [],
        },
      },
      state === 'running'
        ? { label: 'Token server', state: 'waiting', evidence: [] }
        : {
            label: 'Token server',
            state: 'failed',
            evidence: ['DNS lookup: 203.0.113.9', 'Connection test: 203.0.113.9:443 ECONNREFUSED'],
            explanation: {
              cause: 'auth.example refused the connection.',
              next: 'Check the address and the port, and whether the server is running.',
              evidence: ['Request: GET https://auth.example/token', 'Server message: \u202e no'],
            },
          },
      { label: 'Pull a manifest', state: state === 'running' ? 'waiting' : 'not-reached', evidence: [] },
    ],
    ...(state === 'oneFailed' && { trace: { ...trace, steps: sent } }),
    actions:
      state === 'running'
        ? {}
        : { tryAgain: () => undefined, copyDiagnosis: () => undefined, copyStep: () => undefined },
  };
  return viewOf(checklist, 'en-GB', same);
}
