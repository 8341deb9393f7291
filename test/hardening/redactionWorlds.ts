// Services that repeat whatever they get, in every place and spelling, and hand out tokens in odd answers.
import type { IncomingMessage, RequestListener } from 'node:http';
import { oddTokenAnswers } from '../faults/oddTokenAnswers.js';
import { repeatedSpellings } from './secrets.js';

/** A body and what it is called. */
interface Body {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What a service knows when it answers a request with a secret. */
interface Known {
  /** Everything that the request holds. */
  readonly said: string;
  /** The tokens that it handed out before. */
  readonly issued: readonly string[];
  /** Makes a token, or another secret, that it hands out now. */
  readonly plant: (name: string) => string;
}

export interface World {
  readonly name: string;
  /** What the registry answers to a request without a secret. */
  readonly first: number;
  /** What everybody answers to one that carries a secret. */
  readonly then: number | ((known: Known) => Body);
  /** As it repeats what was sent; absent: as it was. */
  readonly spell?: (said: string) => string;
  /** Whether a connection is diagnosed there as well, which asks for everything again. */
  readonly diagnosed: boolean;
}

export const worlds: readonly World[] = [
  ...[200, 302, 400, 401, 403, 404, 429, 500].map((then): World => ({
    name: `${String(then)} to the secret`,
    first: 401,
    then,
    diagnosed: true,
  })),
  { name: '500 to the first request', first: 500, then: 500, diagnosed: true },
  { name: '403 to the first request', first: 403, then: 403, diagnosed: true },
];

/** Of the worlds, those that belong to npm test. */
export const shortWorlds: readonly World[] = worlds
  .filter(({ first, then }) => (first === 401 ? then === 200 || then === 403 : first === 500))
  .map((world) => ({ ...world, diagnosed: world.first === 401 }));

const JSON_TYPE = 'application/json';
const wellFormed = (known: Known): Body => ({
  status: 200,
  contentType: JSON_TYPE,
  body: JSON.stringify(success(known)),
});

/** The first token is handed out as it should be, and everything after it is refused in words that repeat it. */
const refusing =
  (status: number, contentType: string, words: (repeated: string) => string) =>
  (known: Known): Body => {
    const [token] = known.issued;
    return token === undefined
      ? wellFormed(known)
      : { status, contentType, body: words(`cannot store ${known.issued.join(' or ')}, which ${known.said} wants`) };
  };

const refusals: readonly [name: string, then: (known: Known) => Body][] = [
  ['500 in plain words', refusing(500, 'text/plain', (repeated) => repeated)],
  ['403 in plain words', refusing(403, 'text/plain', (repeated) => repeated)],
  ['403 in JSON', refusing(403, JSON_TYPE, (repeated) => JSON.stringify(failure(repeated)))],
  [
    '400 in OAuth',
    refusing(400, JSON_TYPE, (repeated) => JSON.stringify({ error: 'invalid_grant', error_description: repeated })),
  ],
  [
    '401 in XML',
    refusing(
      401,
      'application/xml',
      (repeated) => `<response><message>${repeated.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</message></response>`,
    ),
  ],
];

/** Answers and spellings that are rare. */
export const oddWorlds: readonly World[] = [
  ...oddTokenAnswers('', '').map(({ what }, index): World => ({
    name: `${what} to the secret`,
    first: 401,
    then: ({ plant, said }) => {
      const odd = oddTokenAnswers(plant('token'), plant('refresh token'), said)[index];
      return odd ?? { status: 500, contentType: JSON_TYPE, body: '' };
    },
    diagnosed: true,
  })),
  ...refusals.map(([name, then]): World => ({
    name: `${name} after the first token`,
    first: 401,
    then,
    diagnosed: true,
  })),
  ...Object.entries(repeatedSpellings).flatMap(([name, spell]) =>
    [200, 403, 500].map((then): World => ({
      name: `${String(then)} with an echo ${name}`,
      first: 401,
      then,
      spell,
      diagnosed: then === 403,
    })),
  ),
];

/** A service that repeats what it was sent wherever a text has room. `plant` makes the tokens that it hands out. */
export function repeating({ first, then, spell = (said) => said }: World, plant: Known['plant']): RequestListener {
  const issued: string[] = [];
  return (request, response) => {
    let sent = '';
    request.setEncoding('utf8').on('data', (part: string) => (sent += part));
    request.on('end', () => {
      const carries = sent !== '' || request.headers.authorization !== undefined;
      const said = spell(heard(request, sent));
      const isExchange = !(request.headers.authorization ?? '').startsWith('Bearer ');
      const hand = (name: string): string => {
        const secret = plant(name);
        // Nobody takes what is in the answer to a token for another token.
        issued.push(...(isExchange ? [secret] : []));
        return secret;
      };
      const known: Known = { said, issued: [...issued], plant: hand };
      const wanted = carries ? then : first;
      const { status, contentType, body } = typeof wanted === 'number' ? usual(wanted, known) : wanted(known);
      response.writeHead(status, { 'Content-Type': contentType, ...headersOf(status, said) });
      response.end(body);
    });
  };
}

function usual(status: number, known: Known): Body {
  return status === 200
    ? wellFormed(known)
    : { status, contentType: JSON_TYPE, body: JSON.stringify(failure(known.said)) };
}

function headersOf(status: number, said: string): Record<string, string | string[]> {
  const shown = encodeURIComponent(said);
  const quoted = said.replace(/["\\]/g, '\\$&');
  return {
    Server: said.slice(0, 1500),
    'X-Request-Id': said.slice(0, 1500),
    'Docker-Distribution-Api-Version': 'registry/2.0',
    ...(status === 302 ? { Location: `https://cdn.example.com/?said=${shown}#${shown}` } : {}),
    ...(status === 401
      ? {
          'WWW-Authenticate': [
            `Bearer realm="https://auth.example.com/token?said=${shown}",service="s",error="x",error_description="${quoted}"`,
            'Basic realm="r"',
          ],
        }
      : {}),
    ...(status === 429 ? { 'Retry-After': '1' } : {}),
  };
}

/** Everything that a request holds, Basic unpacked as well. */
function heard({ url = '', headers }: IncomingMessage, body: string): string {
  const authorization = headers.authorization ?? '';
  const basic = /^Basic (.*)$/.exec(authorization)?.[1] ?? '';
  return [authorization, Buffer.from(basic, 'base64').toString('utf8'), url, body]
    .join(' ')
    .replace(/[^\x20-\x7e]/g, ' ');
}

function failure(said: string): object {
  const one = { code: 'UNAUTHORIZED', message: said, detail: said };
  return { errors: [one], error: 'invalid', error_description: said, message: said, Message: said, __type: 'Denied' };
}

/** A token, and lists of names and of what refers to an image. */
function success({ plant, said }: Known): object {
  const digest = `sha256:${'0'.repeat(64)}`;
  const one = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 2 };
  return {
    ...{ token: plant('token'), refresh_token: plant('refresh token') },
    ...{ expires_in: 300, scope: 'repository:team/app:pull', errors: [said] },
    ...{ repositories: ['team/app', said, ...said.split(' ')], tags: [said] },
    ...{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json' },
    manifests: [{ ...one, artifactType: said.slice(0, 100), annotations: { note: said, [said.slice(0, 60)]: 'x' } }],
  };
}
