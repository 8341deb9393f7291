// What the services of a kind say in their own way.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credential } from '../../../src/auth/credential.js';
import { startAcrServer } from '../../../src/playground/acr/index.js';
import { type EcrServer, startEcrServer } from '../../../src/playground/ecr/index.js';
import type { SigningKey } from '../../../src/playground/ecr/sigv4.js';
import { type MagentoOptions, startMagentoServer } from '../../../src/playground/magento/index.js';
import { startQuayServer } from '../../../src/playground/quay/index.js';
import { VARIABLES } from '../../../src/registries/ecr/environment.js';
import { html, json } from '../../faults/answers.js';
import { connectionTo } from '../../loopbackTokens.js';
import { connect, signal, startLoginServer, tokensInNetwork } from '../../registries/acr/loginServer.js';
import { dana, signIns } from '../../registries/flow/signIns.js';
import { names, PASSWORD, type Row, type Stage } from './stage.js';

const edit = ['edit', 'log'] as const;
const retry = ['retry', 'log'] as const;
const log = ['log'] as const;

const keyOf = ({ id, secret, sessionToken }: SigningKey): Credential => ({
  type: 'access-key',
  id,
  secret,
  ...(sessionToken === undefined ? {} : { sessionToken }),
});

async function aws(stage: Stage, pick: (principals: EcrServer['principals']) => Credential): Promise<unknown> {
  const { origin, principals } = await stage.watch(startEcrServer());
  return stage.use(origin, {
    credential: pick(principals),
    connection: { kind: 'ecr', form: 'access-key', settings: { region: 'eu-west-1', endpoint: origin } },
    scopes: [],
  });
}

/** An answer of the API in place of the API. */
async function awsSays(stage: Stage, type: string, message: string): Promise<unknown> {
  const { origin } = await stage.start(() => ({ '*': json(400, { __type: type, message }) }));
  return stage.use(origin, {
    credential: { type: 'access-key', id: 'AKIAPLANTED', secret: 'planted-secret' },
    connection: { kind: 'ecr', form: 'access-key', settings: { region: 'eu-west-1', endpoint: origin } },
    scopes: [],
  });
}

const ecr: readonly Row[] = [
  {
    situation: 'AWS: a key that is not known',
    happens: (stage) => aws(stage, () => ({ type: 'access-key', id: 'AKIAUNKNOWN', secret: 'planted-secret' })),
    cause: 'credential-refused',
    evidence: { status: '400', reason: /^AWS doesn’t recognize this access key in eu-west-1; check the key/ },
    next: 'Check the credential, then edit the connection.',
    offers: edit,
  },
  {
    situation: 'AWS: a secret of another key',
    happens: (stage) => aws(stage, ({ reader }) => ({ ...keyOf(reader), secret: 'planted-secret' }) as Credential),
    cause: 'credential-refused',
    evidence: { reason: 'the secret access key doesn’t match the access key ID' },
    next: 'Check the credential, then edit the connection.',
    offers: edit,
  },
  {
    situation: 'AWS: a clock that is off, and a service that takes no other time either',
    happens: async (stage) => {
      const { origin } = await stage.start(() => ({
        '*': (request, response) => {
          response.setHeader('Date', new Date(Date.now() + 3600_000).toUTCString());
          json(
            403,
            { __type: 'InvalidSignatureException', message: 'Signature expired: 1 is now earlier than 2' },
            { 'Content-Type': 'application/x-amz-json-1.1' },
          )(request, response);
        },
      }));
      const credential: Credential = { type: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE', secret: 'planted-secret' };
      const settings = { region: 'eu-west-1', endpoint: origin };
      return stage.use(origin, { credential, connection: { kind: 'ecr', form: 'access-key', settings }, scopes: [] });
    },
    cause: 'clock',
    evidence: { reason: 'this machine’s clock is 60 minutes behind' },
    next: 'Check the clock of this machine, then try again.',
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'AWS: a session that has ended',
    happens: (stage) => aws(stage, ({ endedSession }) => keyOf(endedSession)),
    cause: 'credential-expired',
    evidence: { reason: 'the session has expired' },
    next: 'Create a new credential, then edit the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'AWS: nobody has signed in with the profile',
    happens: async (stage) => {
      const home = await mkdtemp(join(tmpdir(), 'registry-auth-'));
      stage.atEnd(() => rm(home, { recursive: true, force: true }));
      await mkdir(join(home, '.aws'));
      await writeFile(
        join(home, '.aws', 'config'),
        '[profile corp]\nsso_session = main\nsso_account_id = 123456789012\nsso_role_name = Reader\n[sso-session main]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n',
      );
      const before = process.env.HOME;
      process.env.HOME = home;
      stage.atEnd(() => (process.env.HOME = before));
      return aws(stage, () => ({ type: 'profile', profile: 'corp' }));
    },
    cause: 'session-ended',
    evidence: { reason: /aws sso login --profile corp/ },
    next: 'Sign in with the command, then try again.',
    offers: ['terminal', 'edit', 'log'],
  },
  {
    situation: 'AWS: a policy is missing',
    happens: (stage) => aws(stage, ({ stranger }) => keyOf(stranger)),
    cause: 'forbidden',
    evidence: { reason: /user\/eve lacks ecr:GetAuthorizationToken$/ },
    next: 'Ask your administrator for this permission.',
    offers: log,
  },
  {
    situation: 'AWS: no key in the environment',
    happens: (stage) => {
      // What this process itself was started with does not count.
      for (const name of VARIABLES) {
        const before = process.env[name];
        Reflect.deleteProperty(process.env, name);
        stage.atEnd(() => before !== undefined && (process.env[name] = before));
      }
      return stage.use('http://127.0.0.1:1', {
        credential: { type: 'environment' },
        connection: { kind: 'ecr', form: 'environment', settings: { region: 'eu-west-1' } },
        scopes: [],
      });
    },
    cause: 'sign-in-wanted',
    evidence: { reason: /^the editor’s environment on test machine has no AWS access key/ },
    next: 'Set the missing variables there, or edit the connection and choose another sign-in method.',
    offers: ['retry', 'edit'],
  },
  {
    situation: 'AWS: too many calls',
    happens: (stage) => awsSays(stage, 'ThrottlingException', 'Rate exceeded'),
    cause: 'rate-limited',
    evidence: { service: 'ThrottlingException: Rate exceeded', reason: 'the rate limit was exceeded' },
    next: 'Try again later.',
    offers: retry,
  },
  {
    situation: 'AWS: a region that does not exist',
    happens: (stage) =>
      stage.use('https://123456789012.dkr.ecr.eu-west-9.amazonaws.com', {
        credential: { type: 'access-key', id: 'AKIAPLANTED', secret: 'planted-secret' },
        connection: { kind: 'ecr', form: 'access-key', settings: { region: 'eu-west-9' } },
        world: { lookup: names({}) },
        scopes: [],
      }),
    cause: 'name-unknown',
    evidence: { reason: 'check the region eu-west-9', system: 'ENOTFOUND' },
    next: 'Check the address, and whether your network or VPN can resolve this name.',
    offers: ['retry', 'edit', 'diagnose'],
  },
  {
    situation: 'AWS: the sign-in page of a network in place of AWS',
    happens: async (stage) => {
      const { origin } = await stage.start(() => ({ '*': html() }));
      return stage.use(origin, {
        credential: { type: 'access-key', id: 'AKIAPLANTED', secret: 'planted-secret' },
        connection: { kind: 'ecr', form: 'access-key', settings: { region: 'eu-west-1', endpoint: origin } },
        scopes: [],
      });
    },
    cause: 'page-for-token',
    evidence: { status: '200', type: 'text/html; charset=utf-8' },
    next: /^Check the address\. If your network has a sign-in page/,
    offers: ['retry', 'edit', 'log'],
  },
];

async function shop(
  stage: Stage,
  options: MagentoOptions,
  how: Partial<Extract<Credential, { type: 'shop-login' }>> & { readonly settings?: Record<string, string> } = {},
): Promise<unknown> {
  const { settings = {}, ...login } = how;
  const { origin, credentials } = await stage.watch(startMagentoServer(options));
  const own = login.role === 'admin' ? credentials.admin : credentials.customer;
  return stage.use(origin, {
    credential: { ...own, ...login },
    connection: { kind: 'magento', form: 'customer', settings },
    scopes: [],
  });
}

const active = { active: ['google'], allowed: ['google'] };

const magento: readonly Row[] = [
  {
    situation: 'a shop: a wrong password, or a locked account',
    happens: (stage) => shop(stage, {}, { password: 'planted-wrong-91bc' }),
    cause: 'credential-refused',
    evidence: { status: '401', reason: /the shop doesn’t report which, and by default it locks for 30 minutes/ },
    next: 'Check the credential, then edit the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a shop: a two-factor code is wanted, and nobody may be asked',
    happens: (stage) => shop(stage, { secondFactor: active }, { role: 'admin' }),
    cause: 'code-wanted',
    evidence: {
      reason: 'it requires a two-factor code, and you’re prompted for one only when you fetch a token yourself',
    },
    next: 'Run Fetch Token yourself to enter the code.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a shop: two-factor codes that are refused',
    happens: async (stage) => {
      const { origin, credentials } = await stage.watch(startMagentoServer({ secondFactor: active }));
      return stage.tokens(credentials.admin).get(connectionTo(origin, 'magento', 'admin'), [], {
        signal: new AbortController().signal,
        ask: async () => '000000',
      });
    },
    cause: 'code-refused',
    evidence: { status: '401', service: 'Invalid code.', reason: '3 codes were rejected' },
    next: 'Try again with the next code.',
    offers: retry,
    // Once without a code, then with each of three codes, which the password was right for.
    sent: 4,
  },
  {
    situation: 'a shop: a second factor that no program can give',
    happens: (stage) => shop(stage, { secondFactor: { active: ['u2fkey'], allowed: ['u2fkey'] } }, { role: 'admin' }),
    cause: 'second-factor',
    evidence: { status: '400', reason: /works only in a browser; use an integration access token$/ },
    next: 'Use an access token instead of the password.',
    offers: edit,
    sent: 1,
  },
  ...(
    [
      [
        '400',
        'Decoding error.',
        'request-not-read',
        /^Try again\. If it happens again, ask your network administrator about a proxy/,
        retry,
      ],
      ['406', 'No such type.', 'format-refused', 'Edit the connection and choose another protocol.', edit],
      [
        '400',
        'Operation allowed only in HTTPS',
        'wants-https',
        'Change the address of the connection to https. If it is https already, contact the administrator of {host}.',
        edit,
      ],
    ] as const
  ).map(([status, message, cause, next, offers]): Row => ({
    situation: `a shop that says: ${message}`,
    happens: async (stage) => {
      const { origin } = await stage.start(() => ({ '*': json(Number(status), { message }) }));
      return stage.use(origin, {
        credential: { type: 'shop-login', role: 'customer', username: 'dana', password: PASSWORD },
        connection: { kind: 'magento', form: 'customer' },
        scopes: [],
      });
    },
    cause,
    evidence: { status, service: message },
    next,
    offers,
    sent: 1,
  })),
  {
    situation: 'a shop: a field that it does not find',
    happens: async (stage) => {
      const { origin } = await stage.start(() => ({
        '*': json(400, { message: '"%fieldName" is required.', parameters: { fieldName: 'username' } }),
      }));
      return stage.use(origin, {
        credential: { type: 'shop-login', role: 'customer', username: 'dana', password: PASSWORD },
        connection: { kind: 'magento', form: 'customer' },
        scopes: [],
      });
    },
    cause: 'input-refused',
    evidence: { status: '400', reason: 'the shop didn’t find the field username in the request' },
    next: 'Edit the connection and correct the value.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a shop: two-factor sign-in that is not set up',
    happens: (stage) => shop(stage, { secondFactor: { active: [], allowed: ['google'] } }, { role: 'admin' }),
    cause: 'second-factor',
    evidence: { status: '400', reason: /the shop has sent an email with instructions$/ },
    next: 'Try again when it is set up, or use an integration access token, which needs no second factor.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a shop: a CAPTCHA guards the sign-in',
    happens: (stage) => shop(stage, { captcha: true }),
    cause: 'no-token-this-way',
    evidence: { status: '400', schemes: 'reCAPTCHA' },
    next: 'Choose another sign-in method.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a shop: a base URL that is not that of the shop',
    happens: (stage) => shop(stage, { path: '/shop' }),
    cause: 'not-found',
    evidence: { status: '404', reason: /^there is no web API below / },
    next: 'Check the address of the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a shop: the web server in front wants a password of its own',
    happens: async (stage) => {
      const { origin } = await stage.watch(startMagentoServer({ gate: { username: 'staging', password: 'other' } }));
      const credential: Credential = { type: 'shop-login', role: 'customer', username: 'roni', password: PASSWORD };
      return stage.use(origin, { credential, connection: { kind: 'magento', form: 'customer' }, scopes: [] });
    },
    cause: 'credential-refused',
    evidence: { status: '401', reason: /requires its own user name and password; the request didn’t reach the shop$/ },
    next: 'Check the credential, then edit the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a shop: the web server in front leaves no room for a token',
    happens: async (stage) => {
      const gate = { username: 'staging', password: 'planted-gate' };
      const { origin, credentials } = await stage.watch(startMagentoServer({ gate }));
      return stage.use(origin, {
        credential: credentials.integration,
        connection: { kind: 'magento', form: 'integration' },
        scopes: [],
      });
    },
    cause: 'token-unproved',
    evidence: { status: '401', reason: /in the header that carries the token/ },
    next: 'The token might still work. Try it with your client.',
    offers: log,
    sent: 1,
  },
  {
    situation: 'a shop: maintenance',
    happens: (stage) => shop(stage, { maintenance: true }),
    cause: 'server-failed',
    evidence: { status: '503', reason: 'the shop may be in maintenance mode' },
    next: 'Try again later.',
    offers: retry,
    sent: 1,
  },
  {
    situation: 'a shop: settings that cannot be used',
    happens: (stage) => shop(stage, {}, { settings: { store: '../admin' } }),
    cause: 'entry-unusable',
    evidence: { reason: 'the store code is invalid' },
    next: 'Correct the value, then try again.',
    offers: ['edit'],
  },
];

const others: readonly Row[] = [
  {
    situation: 'Azure: an identity without a role',
    happens: async (stage) => {
      const { origin, credentials } = await stage.watch(startAcrServer());
      return stage.use(origin, { credential: credentials.servicePrincipalWithoutRole, connection: { kind: 'acr' } });
    },
    cause: 'not-allowed',
    evidence: { status: '403', service: /^DENIED: / },
    next: 'Check the name, or ask your administrator for this permission.',
    offers: ['diagnose', 'log'],
    sent: 1,
  },
  {
    situation: 'Azure: a firewall',
    happens: async (stage) => {
      const { origin, credentials } = await stage.watch(startAcrServer({ closed: 'firewall' }));
      return stage.use(origin, { credential: credentials.admin, connection: { kind: 'acr' } });
    },
    cause: 'client-refused',
    evidence: { status: '403', service: /is not allowed access/ },
    next: 'Ask the administrator of {host} whether requests from this machine are allowed.',
    offers: retry,
  },
  {
    situation: 'Quay: a namespace that is disabled (405)',
    happens: async (stage) => {
      const { origin, credentials } = await stage.watch(startQuayServer());
      return stage.use(origin, {
        credential: credentials.robot,
        connection: { kind: 'quay' },
        scopes: ['repository:closed/app:pull'],
      });
    },
    cause: 'not-allowed',
    evidence: { status: '405' },
    next: 'Check the name, or ask your administrator for this permission.',
    offers: ['diagnose', 'log'],
    sent: 1,
  },
];

export const kindRows: readonly Row[] = [
  {
    situation: 'a sign-in of the editor that nobody has agreed to yet, in the background',
    async happens(stage) {
      const registry = await stage.watch(startLoginServer('contoso.azurecr.io'));
      const tokens = await tokensInNetwork(
        { type: 'session', provider: 'microsoft', cloud: 'io', account: dana },
        { sessions: signIns(async () => 'no token') },
      );
      stage.atEnd(() => tokens.stop());
      return tokens.get(connect(registry.origin), ['repository:team/app:pull'], { signal });
    },
    cause: 'sign-in-wanted',
    evidence: { reason: 'a sign-in is required' },
    next: 'Run Fetch Token yourself to sign in.',
    offers: ['retry', 'edit'],
  },
  ...ecr,
  ...magento,
  ...others,
];
