// What answers at an address, and where it would have the credential sent.
import { answer, challenge, html, json, redirect } from '../../faults/answers.js';
import { connectionTo } from '../../loopbackTokens.js';
import { anonymous, dana, named, names, type Row } from './stage.js';

const log = ['log'] as const;
const edit = ['edit', 'log'] as const;
const retry = ['retry', 'log'] as const;

export const places: readonly Row[] = [
  {
    situation: 'a host that knows no registry API',
    happens: async (stage) => stage.use((await stage.start(() => ({}))).origin),
    cause: 'not-a-registry',
    evidence: { status: '404', reason: '/v2/ returned 404', address: '127.0.0.1' },
    next: 'Check the address of the connection.',
    offers: edit,
  },
  {
    situation: 'a web site',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': html() }))).origin),
    cause: 'web-page',
    evidence: { status: '200', type: 'text/html; charset=utf-8' },
    next: 'Check the address. If your network has a sign-in page, open any page in a browser and sign in first.',
    offers: edit,
  },
  {
    situation: 'a network that wants a sign-in first',
    happens: async (stage) =>
      stage.use(
        (await stage.start((origin) => ({ '/v2/': redirect(302, `${origin}/portal`), '/portal': html() }))).origin,
      ),
    cause: 'web-page',
    evidence: { request: /\/portal$/, type: 'text/html; charset=utf-8' },
    next: /^Check the address\. If your network has a sign-in page/,
    offers: edit,
  },
  {
    situation: 'a registry that speaks version 1 only',
    happens: async (stage) =>
      stage.use(
        (await stage.start(() => ({ '/v1/_ping': json(200, true, { 'X-Docker-Registry-Version': '0.9.1' }) }))).origin,
      ),
    cause: 'version-1',
    evidence: { status: '404', request: /\/v2\/$/ },
    next: 'Check the address, or use a registry that supports version 2.',
    offers: edit,
  },
  {
    situation: 'a registry that wants no token',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': json(200, {}) }))).origin),
    cause: 'open',
    evidence: { status: '200' },
    next: 'Use the registry without a token.',
    offers: log,
  },
  {
    situation: 'a registry whose root wants no token, and no repository is named',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': json(200, {}) }))).origin, { scopes: [] }),
    cause: 'open-root',
    evidence: { status: '200' },
    next: 'Fetch a token for a repository, which might require one.',
    offers: log,
  },
  {
    situation: 'a registry where everybody reads, a refresh token, and nobody there who could start an upload',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': json(200, {}) }))).origin, {
        credential: { type: 'identity-token', refreshToken: 'planted-refresh-91bc' },
        scopes: ['repository:team/app:push'],
      }),
    cause: 'no-token-this-way',
    evidence: { reason: 'anyone can read without signing in, and whether a push requires a token was not checked' },
    next: 'Run Fetch Token yourself to check that.',
    offers: retry,
  },
  {
    situation: 'a mirror that everybody reads and that takes no uploads',
    happens: async (stage) => {
      const { origin } = await stage.start(() => ({
        '*': json(200, {}),
        '/v2/team/app/blobs/uploads/': json(405, { errors: [{ code: 'UNSUPPORTED' }] }),
      }));
      return stage.tokens().get(connectionTo(origin, 'oci', 'password'), ['repository:team/app:push'], {
        signal: new AbortController().signal,
        byHand: true,
      });
    },
    cause: 'no-uploads',
    evidence: { status: '405', reason: '/v2/team/app/blobs/uploads/ returned 405' },
    next: 'Check the repository name. If this is a mirror, it can’t accept uploads.',
    offers: log,
  },
  {
    situation: 'a refusal without a challenge',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': answer(401) }))).origin),
    cause: 'no-challenge',
    evidence: { status: '401', reason: 'it sent no readable authentication challenge' },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: edit,
  },
  {
    situation: 'a challenge of a scheme that is not answered',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': challenge('Negotiate', 'NTLM') }))).origin),
    cause: 'scheme-unknown',
    evidence: { schemes: 'negotiate, ntlm' },
    next: 'Ask the administrator of {host} for a user name and password, or for a token.',
    offers: edit,
  },
  {
    situation: 'a challenge that names no token server',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': challenge('Bearer service="x"') }))).origin),
    cause: 'no-realm',
    evidence: { schemes: 'bearer' },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: edit,
  },
  {
    situation: 'a registry that takes passwords only, and an identity token',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': challenge('Basic realm="x"') }))).origin, {
        credential: { type: 'identity-token', refreshToken: 'planted-refresh-91bc' },
      }),
    cause: 'password-only',
    evidence: { schemes: 'basic' },
    next: 'Edit the connection and enter a user name and password.',
    offers: edit,
  },
  {
    situation: 'a token server that is no web address',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': challenge('Bearer realm="127.0.0.1:8080"') }))).origin),
    cause: 'realm-unusable',
    evidence: { reason: 'it isn’t an absolute URL' },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: edit,
  },
  {
    situation: 'a token server at a private address elsewhere',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': challenge('Bearer realm="https://169.254.169.254/token"') }))).origin),
    cause: 'realm-refused',
    evidence: {
      reason: 'it is a link-local address other than the registry’s',
      realm: 'https://169.254.169.254/token',
    },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: edit,
  },
  {
    situation: 'a token server whose name leads to the cloud machine’s own data',
    happens: async (stage) => {
      const { origin } = await stage.start(() => ({
        '*': challenge('Bearer realm="https://auth.registry.test/token"'),
      }));
      return stage.use(named(origin, 'registry.test'), {
        connection: { insecure: true },
        world: {
          lookup: names({ 'registry.test': '127.0.0.1', 'auth.registry.test': '169.254.169.254' }),
          realms: () => ({ allowed: ['https://auth.registry.test'] }),
        },
      });
    },
    cause: 'address-refused',
    evidence: { reason: 'auth.registry.test resolves to the link-local address 169.254.169.254' },
    next: 'Check how this network resolves that name. If it’s correct, contact the administrator of {registry}.',
    offers: edit,
  },
  {
    situation: 'plain http to another machine, without the word of the user',
    happens: async (stage) =>
      stage.use(named((await stage.start(() => ({}))).origin, 'registry.test'), {
        world: { lookup: names({ 'registry.test': '127.0.0.1' }) },
      }),
    cause: 'unsafe-address',
    evidence: { reason: 'it is plain http, which would send the credential unencrypted' },
    next: 'Use an https address, or allow plain http when you enter the address of the connection.',
    offers: edit,
  },
  {
    situation: 'a token server of somebody else, unasked',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': challenge('Bearer realm="https://tokens.example/token"') }))).origin),
    cause: 'consent-missing',
    evidence: { realm: 'https://tokens.example' },
    next: 'Try again, and agree only if you know that {origin} belongs to {registry}.',
    offers: ['retry', 'log'],
  },
  {
    situation: 'a token server that has moved',
    happens: async (stage) =>
      stage.use(
        (
          await stage.start((origin) => ({
            '/v2/': challenge(`Bearer realm="${origin}/token",service="x"`),
            '/token': redirect(307, 'https://moved.example/token?code=planted-code'),
          }))
        ).origin,
      ),
    cause: 'redirect-replaceable',
    evidence: { status: '307', target: 'https://moved.example/token?code=…' },
    next: /^Use this address only if you know that it belongs to 127\.0\.0\.1:\d+\.$/,
    offers: ['useAddress', 'log'],
    sent: 1,
  },
  {
    situation: 'a registry that redirects whoever shows a password',
    happens: async (stage) =>
      stage.use(
        (
          await stage.start(() => ({
            '*': (request, response) =>
              (request.headers.authorization === undefined
                ? challenge('Basic realm="r"')
                : redirect(307, 'https://moved.example/v2/'))(request, response),
          }))
        ).origin,
      ),
    cause: 'redirect',
    evidence: { status: '307', target: 'https://moved.example/v2/' },
    next: 'Check the address of the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a registry that redirects to plain http of another machine',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': redirect(302, 'http://10.0.0.7/v2/') }))).origin, {
        credential: anonymous,
      }),
    cause: 'redirect-plain',
    evidence: { status: '302', target: 'http://10.0.0.7/v2/' },
    next: 'Check the address of the connection.',
    offers: edit,
  },
  {
    situation: 'a redirect to nowhere',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': answer(302) }))).origin),
    cause: 'redirect-nowhere',
    evidence: { status: '302', reason: 'the redirect has no usable address' },
    next: 'Check the address of the connection.',
    offers: edit,
  },
  {
    situation: 'a firewall in front of the registry',
    happens: async (stage) =>
      stage.use(
        (await stage.start(() => ({ '*': json(403, { errors: [{ code: 'DENIED', message: 'not from here' }] }) })))
          .origin,
      ),
    cause: 'client-refused',
    evidence: { status: '403', service: 'DENIED: not from here' },
    next: 'Ask the administrator of {host} whether requests from this machine are allowed.',
    offers: ['retry', 'log'],
  },
  {
    situation: 'a registry that takes passwords only, and nobody',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': challenge('Basic realm="x"') }))).origin, { credential: anonymous }),
    cause: 'credential-wanted',
    evidence: { request: /\/v2\// },
    next: 'Edit the connection and enter them.',
    offers: ['edit'],
  },
  {
    situation: 'a registry that takes passwords only, and refuses this one',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': challenge('Basic realm="x"') }))).origin, { credential: dana }),
    cause: 'password-refused',
    evidence: { status: '401' },
    next: 'Check the user name and password, then edit the connection.',
    offers: edit,
    sent: 1,
  },
];
