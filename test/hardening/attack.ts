// One attack: what the world answers, what a person does, and the exact record of who may have received what.
import type { RequestListener } from 'node:http';
import type { Credential } from '../../src/auth/credential.js';
import { AuthError, type AuthErrorCode, isAuthError } from '../../src/auth/errors.js';
import type { TlsOptions } from '../../src/auth/network/transport.js';
import type { Connection } from '../../src/connections/connection.js';
import { createUsage, type Usage } from '../../src/connections/usage.js';
import { discoverKeys, fetchKeys } from '../../src/inspection/signature/jwks.js';
import { Tokens } from '../../src/tokens.js';
import type { TokensWorld } from '../../src/tokensTypes.js';
import { listRepositories, referrersOf, sendWithToken } from '../../src/tokenUses.js';
import { memento } from '../connections/fakes.js';
import { challenge, json } from '../faults/answers.js';
import { selfSigned } from '../faults/certificate.js';
import type { Addresses, Arrived, Network } from './names.js';
import { spellingsOf } from './secrets.js';

export const REGISTRY = 'https://registry.example.com';
export const AUTH = 'https://auth.example.com';
export const ATTACKER = 'https://attacker.test';
/** The registry names its token server, which the user has agreed to. */
export const own = challenge(`Bearer realm="${AUTH}/token",service="registry.example.com"`);
/** The registry was asked for its challenge, and where that led nowhere, for that of the repository. */
export const pinged = { [REGISTRY]: ['GET /v2/'] };
export const pingedTwice = { [REGISTRY]: ['GET /v2/', 'GET /v2/team/app/tags/list'] };

export interface Attack {
  readonly id: string;
  /** What the attacker does, in a phrase. Ways that differ in spelling only are one attack. */
  readonly mechanism: string;
  /** Ids of the checks (see checks.ts) each of which stops it; none where nothing is there that could be removed. */
  readonly stoppedBy: readonly string[];
  /** Tried one after the other with the same expectations; absent: once. */
  readonly spellings?: readonly string[];
  /**
   * Who answers what, by origin and path; `*` stands for every other path. Whoever is not named hands out tokens, but for
   * a list of tags, which is answered as `/v2/` is.
   */
  serve(spelling: string): Readonly<Record<string, Readonly<Record<string, RequestListener>>>>;
  readonly addresses?: Addresses;
  readonly credential?: Credential;
  readonly connection?: Partial<Connection>;
  /** Origins that the user agreed to (absent: that of the token server), and the address taken in place of the realm. */
  readonly agreed?: Partial<Agreed>;
  /** Environment variables while it runs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Windows remember challenges, and later ones recall them. */
  readonly remembers?: true;
  /** Does not trust the certificate of the network. */
  readonly distrusts?: true;
  /** Absent: fetches a token once. */
  act?(user: User): Promise<unknown>;
  /** What the act returns is shown, so it may hold no secret. */
  readonly shows?: true;
  /** How it must end: the code of the failure, or `token`. */
  readonly ends: AuthErrorCode | 'token';
  /** How strongly a question is put; absent: as about a stranger. */
  readonly asked?: 'same-domain';
  /** What the failure must say of it: any of its facts. */
  readonly says?: RegExp;
  /** Everything that arrived anywhere, in order of arrival, as `line` writes it. Nothing else may. */
  readonly received: Readonly<Record<string, readonly string[]>>;
  /** What else the record must show. */
  evidence?(arrived: readonly Arrived[]): boolean;
  /** Origins that may get the login, and those that may get a token, beside the registry. Absent: nobody. */
  readonly login?: readonly string[];
  readonly token?: readonly string[];
}

interface Agreed {
  readonly allowed: readonly string[];
  readonly chosen?: string;
}

/** What the product is told, before each use. */
export interface Told {
  readonly connection: Connection;
  readonly agreed: Agreed;
  readonly tls: TlsOptions | undefined;
}

/** What a person can do with the product. */
export interface User {
  readonly network: Network;
  /** Tells the product something else from now on. */
  readonly change: (to: (now: Told) => Partial<Told>) => void;
  /** Drops what was obtained with a connection, or everything. */
  readonly forget: (id?: string) => void;
  /** Closes the window and opens another one. */
  readonly restart: () => void;
  /** What all windows have remembered, for whoever can read and write it. */
  readonly usage: Usage;
  readonly fetch: (scope?: string) => Promise<unknown>;
  /** Looks at the list of scopes, and chooses none. */
  readonly prepare: () => Promise<unknown>;
  readonly catalogue: () => Promise<unknown>;
  readonly referrers: () => Promise<unknown>;
  /** Tries a GET request with the token. */
  readonly send: (path: string) => Promise<unknown>;
  /** Reads keys from an address, or those of an issuer, and agrees to the origins that are allowed. */
  readonly keys: (from: { readonly address: string } | { readonly issuer: string }) => Promise<unknown>;
}

export interface Outcome {
  readonly id: string;
  readonly mechanism: string;
  /** Empty: it failed as it must. */
  readonly faults: readonly string[];
  /** Origins that got a secret they must not have. */
  readonly leakedTo: readonly string[];
}

const PASSWORD = 'planted-pa$$word/7f3a+=';
const REFRESH = 'planted-refresh-91bc.d/e+f==';
const BEARER = 'planted-bearer-2277.aa_bb-cc';
/** Can be a part of a host name. */
const NAMEABLE = 'planted-nameable-4b1d';
export const ISSUED = 'planted-issued-55e0.x_y-z';
export const credentials = {
  password: { type: 'password', username: 'dana', password: PASSWORD },
  nameable: { type: 'password', username: 'dana', password: NAMEABLE },
  identity: { type: 'identity-token', refreshToken: REFRESH },
  bearer: { type: 'bearer', token: BEARER },
  shop: { type: 'shop-login', role: 'customer', username: 'dana', password: PASSWORD },
} satisfies Record<string, Credential>;

export const issued = json(200, { token: ISSUED, expires_in: 300 });
const PATIENCE = 4000;

/** Shows a client certificate with this name from now on. */
export async function showAs({ change }: User, name: string): Promise<void> {
  const { cert, key } = await selfSigned({ names: [name] });
  change(({ tls }) => ({ tls: { ...tls, cert, key } }));
}

export async function run(attack: Attack, network: Network, ca: string): Promise<Outcome> {
  const faults: string[] = [];
  const leakedTo = new Set<string>();
  for (const spelling of attack.spellings ?? ['']) {
    const places = attack.serve(spelling);
    network.reset((origin, url) => {
      const [path = ''] = url.split('?', 1);
      const routes = places[origin] ?? {};
      return routes[path] ?? routes['*'] ?? (path.endsWith('/tags/list') ? routes['/v2/'] : undefined) ?? issued;
    }, attack.addresses ?? {});
    const before = { ...process.env };
    Object.assign(process.env, attack.environment);
    const end = await endOf(attack, network, ca);
    process.env = before;
    const said = spelling === '' ? '' : ` (${spelling})`;
    if (end.code !== attack.ends) {
      faults.push(`ended with ${end.code}${said}`);
    }
    if (attack.ends === 'realm-needs-consent' && !end.text.includes(`"verdict":"${attack.asked ?? 'ask'}"`)) {
      faults.push(`asked in other words${said}`);
    }
    if (attack.says && !attack.says.test(end.text)) {
      faults.push(`said ${end.text}${said}`);
    }
    if (secretsIn(end.text).length > 0) {
      faults.push(`what is shown holds a secret${said}`);
    }
    faults.push(...differences(attack.received, network.arrived).map((text) => `${text}${said}`));
    if (attack.evidence?.(network.arrived) === false) {
      faults.push(`the evidence is missing${said}`);
    }
    for (const origin of leaks(attack, network.arrived)) {
      leakedTo.add(origin);
    }
    if (network.lookedUp.some((name) => secretsIn(name).length > 0)) {
      leakedTo.add('every DNS server');
    }
  }
  return { id: attack.id, mechanism: attack.mechanism, faults, leakedTo: [...leakedTo] };
}

async function endOf(attack: Attack, network: Network, ca: string): Promise<{ code: string; text: string }> {
  let told: Told = {
    connection: {
      ...{ id: 'one', kind: 'oci', address: REGISTRY, form: 'password', insecure: false, settings: {}, revision: 1 },
      ...attack.connection,
    },
    agreed: { allowed: [AUTH], ...attack.agreed },
    tls: attack.distrusts ? undefined : { ca },
  };
  const usage = createUsage(memento());
  const world: TokensWorld = {
    machine: 'hardening',
    now: () => Date.now(),
    lookup: network.lookup,
    timeout: PATIENCE / 4,
    credential: () => Promise.resolve(attack.credential ?? credentials.password),
    realms: () => told.agreed,
    tls: () => Promise.resolve(told.tls),
    ...(attack.remembers && { challenges: (connection) => usage.challenges(connection) }),
  };
  let tokens = new Tokens(world);
  const signal = AbortSignal.timeout(PATIENCE);
  const user: User = {
    network,
    change: (to) => (told = { ...told, ...to(told) }),
    forget: (id) => {
      tokens.forget(id);
    },
    restart: () => {
      tokens.stop();
      tokens = new Tokens(world);
    },
    usage,
    fetch: (scope = 'repository:team/app:pull') => tokens.get(told.connection, [scope], { signal }),
    prepare: () => tokens.prepare(told.connection, { signal }),
    catalogue: () => listRepositories(tokens, told.connection, { signal }),
    send: (path) => sendWithToken(tokens, told.connection, { method: 'GET', path }, [], { signal }),
    referrers: () => referrersOf(tokens, told.connection, 'team/app', 'latest', { signal }),
    keys: (from) =>
      tokens.traced([], {}, { signal, ...(told.tls && { tls: told.tls }) }, async ({ http }) => {
        const agree = ({ origin }: URL): Promise<void> =>
          told.agreed.allowed.includes(origin)
            ? Promise.resolve()
            : Promise.reject(new AuthError('cancelled', `Nobody agreed to ${origin}.`));
        const reading = { http, agree };
        const address = 'issuer' in from ? await discoverKeys(new URL(from.issuer), reading) : new URL(from.address);
        return fetchKeys(address, reading);
      }),
  };
  try {
    const result = await (attack.act?.(user) ?? user.fetch());
    return { code: 'token', text: attack.shows ? JSON.stringify(result) : '' };
  } catch (error) {
    if (!isAuthError(error)) {
      return { code: String(error), text: '' };
    }
    const { message, stack, status, service, details, trace } = error;
    return { code: error.code, text: JSON.stringify({ message, stack, status, service, details, trace }) };
  } finally {
    tokens.stop();
  }
}

/** `GET /token`, and behind it what came along: `basic`, `bearer`, `secret` anywhere else, `cookie`. */
function line({ method, url, rawHeaders, body }: Arrived): string {
  const header = (wanted: string): string =>
    rawHeaders.find((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted) ?? '';
  const scheme = header('authorization').split(' ', 1)[0]?.toLowerCase() ?? '';
  const other = [url, body, ...rawHeaders.filter((text) => text !== header('authorization'))].join('\n');
  return [
    `${method} ${url.replace(/^(https?:\/\/[^/]*)?(\/[^?]*).*$/, '$2')}`,
    scheme,
    ...(secretsIn(other).length > 0 ? ['secret'] : []),
    ...(header('cookie') === '' ? [] : ['cookie']),
  ]
    .filter(Boolean)
    .join(' ');
}

function differences(expected: Attack['received'], arrived: readonly Arrived[]): string[] {
  const origins = new Set([...Object.keys(expected), ...arrived.map(({ origin }) => origin)]);
  return [...origins].flatMap((origin) => {
    const got = arrived.filter((one) => one.origin === origin).map(line);
    const wanted = expected[origin] ?? [];
    return got.join(', ') === wanted.join(', ') ? [] : [`${origin} received [${got.join(', ')}]`];
  });
}

type Secret = 'login' | 'token';
const planted: readonly (readonly [Secret, string])[] = [
  ['login', PASSWORD],
  ['login', Buffer.from(`dana:${PASSWORD}`).toString('base64').replace(/=+$/, '')],
  ['login', NAMEABLE],
  ['login', Buffer.from(`dana:${NAMEABLE}`).toString('base64').replace(/=+$/, '')],
  ['login', REFRESH],
  ['token', BEARER],
  ['token', ISSUED],
];
const spelled = planted.flatMap(([sort, secret]) => spellingsOf(secret).map((text) => [sort, text] as const));

function secretsIn(text: string): Secret[] {
  return spelled.filter(([, secret]) => text.includes(secret)).map(([sort]) => sort);
}

function leaks({ login = [], token = [], connection }: Attack, arrived: readonly Arrived[]): string[] {
  const allowed = { login, token: [new URL(connection?.address ?? REGISTRY).origin, ...token] };
  return arrived
    .filter(({ origin, url, rawHeaders, body }) =>
      secretsIn([url, body, ...rawHeaders].join('\n')).some((sort) => !allowed[sort].includes(origin)),
    )
    .map(({ origin }) => origin);
}
