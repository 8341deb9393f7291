import { setTimeout as wait } from 'node:timers/promises';
import { basicValue, type Credential } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import type { HttpResponse } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { clockSkew } from '../../auth/serverClock.js';
import { readyMadeToken, type Token } from '../../auth/token.js';
import { clause } from '../../text/message.js';
import type { TokenRequest } from '../kind.js';
import { kindReasons } from '../shared/reasons.js';
import { isSuccess, type Said, serviceErrorOfSaid } from './errorDocument.js';
import { type AskedShop, failure, failureBefore, failureOf, strangeAnswer } from './failures.js';
import { probe, probeUrl, requireClosed, revokeCustomerTokens } from './probe.js';
import { findProtocol } from './protocols.js';
import { secondFactorAdmin, type TokenRoute, tokenRoutes, type Way } from './routes.js';
import { askCode, chooseWay, MAX_CODES, type SecondFactor, secondFactorIn } from './secondFactor.js';
import { type Shop, shopOf } from './shop.js';
import type { ShopAnswer } from './tokenAnswer.js';

type Login = Extract<Credential, { type: 'shop-login' }>;
type Reply = ShopAnswer & { readonly response: HttpResponse; readonly asked: AskedShop };

// A token issued within the second of a revocation is revoked too; milliseconds.
const SAME_SECOND = 1000;
// A token of a few hundred bytes, or an error with a stack trace in developer mode; bytes.
const MAX_ANSWER = 256 * 1024;

/**
 * Fetches a token of a shop:
 *
 * 1. Determine the base URL and check it. Nothing is sent over plain http or after a redirect without the user's
 *    consent.
 * 2. An integration access token is used unchanged; one protected route checks whether the shop accepts it.
 * 3. User name and password go to the token route of their account type, once: failures lock the account.
 * 4. If an admin user needs a second factor, the response to 3 names the providers. The user enters a code, which goes
 *    with user name and password to the provider's route. Only the code is prompted for again.
 *
 * Throws AuthError `refused`, `second-factor`, `unsupported-challenge` (CAPTCHA, cloud service), `denied`, `not-found`,
 * `invalid-input`, `redirected`, `untrusted-realm`, `realm-needs-consent`, `no-credential`, `cancelled`,
 * `bad-response`, `server-failed`, and those of the request itself.
 */
export async function authenticateShop(request: TokenRequest, io: Io): Promise<Token> {
  const { credential, registry, scopes } = request;
  const shop = shopOf(request, io);
  if (credential.type === 'bearer') {
    const url = probeUrl(shop, 'admin', request.settings);
    const token = { ...readyMadeToken(credential.token, scopes, io.now()), details: { probe: url.href } };
    await probe(shop, url, token, io);
    return token;
  }
  if (credential.type !== 'shop-login') {
    throw new AuthError('no-credential', `${registry.host} requires a shop account.`, {
      details: { host: registry.host },
    });
  }
  const first = await firstReply(shop, request, credential, io);
  const factor = first.token === undefined ? secondFactorIn(first.said) : undefined;
  const reply = factor ? await withCode(factor, first, shop, request, credential, io) : first;
  if (reply.token === undefined) {
    throw failureOf(reply.response, reply, reply.asked);
  }
  return tokenOf(reply.token, reply.response, probeUrl(shop, credential.role, request.settings), scopes);
}

/**
 * Tests a token at its shop. Sends the request without the token first. Throws AuthError as `requireClosed` and `probe`
 * do.
 */
export async function proveAtShop(request: TokenRequest, token: Token, io: Io): Promise<void> {
  const shop = shopOf(request, io);
  const known = token.details?.probe;
  const url = known === undefined ? probeUrl(shop, 'admin', request.settings) : new URL(known);
  await requireClosed(shop, url, io);
  await probe(shop, url, token, io);
}

/** Revokes a customer's tokens, then waits until a new token is safe from that revocation. */
export async function revokeAtShop(request: TokenRequest, token: Token, io: Io): Promise<void> {
  await revokeCustomerTokens(request, token, io);
  await wait(SAME_SECOND, undefined, { signal: io.signal }).catch(() => undefined);
}

/**
 * Over SOAP, a shop with two-factor sign-in replaces the admin service. The first request fails before the password is
 * tried.
 */
async function firstReply(shop: Shop, request: TokenRequest, credential: Login, io: Io): Promise<Reply> {
  const reply = await requestToken(shop, request, credential, tokenRoutes[credential.role], undefined, io);
  const replaced =
    credential.role === 'admin' &&
    reply.said?.fault === 'sender' &&
    failureOf(reply.response, reply, reply.asked).code === 'not-found';
  return replaced ? requestToken(shop, request, credential, secondFactorAdmin, undefined, io) : reply;
}

async function withCode(
  factor: SecondFactor,
  first: Reply,
  shop: Shop,
  request: TokenRequest,
  credential: Login,
  io: Io,
): Promise<Reply> {
  if (factor.state === 'impossible') {
    const setUp = factor.missing ? { field: 'setup' } : {};
    throw failure('second-factor', first.response, first, io, { ...setUp, reason: factor.reason });
  }
  const way = await chooseWay(factor.ways, shop.base.host, io);
  if (way.before) {
    await haveCodeSent(shop, request, credential, way.before, io);
  }
  let last: Reply = first;
  for (let tries = 0; tries < (way.confirmed ? 1 : MAX_CODES); tries += 1) {
    const refused = tries === 0 ? undefined : (failureOf(last.response, last, last.asked).service?.text ?? '');
    const code = await askCode(way, shop.base.host, refused, io);
    last = await requestToken(shop, request, credential, way.route, code, io);
    if (last.token !== undefined) {
      return last;
    }
    // The password was right a moment ago, so a refusal is about the code; anything else is about the provider.
    if (failureOf(last.response, last, last.asked).code !== 'refused') {
      throw failure('second-factor', last.response, last, last.asked, {
        field: 'code',
        reason: 'it rejected this second factor',
      });
    }
  }
  throw failure('second-factor', last.response, last, last.asked, {
    field: 'code',
    reason: clause(kindReasons.codesRefused, { count: String(MAX_CODES) }),
  });
}

/** The response has no content, unless it is an error. */
async function haveCodeSent(
  shop: Shop,
  request: TokenRequest,
  credential: Login,
  before: NonNullable<Way['before']>,
  io: Io,
): Promise<void> {
  const { said, response, asked } = await postLogin(shop, request, credential, before, { via: before.via }, io);
  if (said !== undefined || response.status !== 200) {
    const reason = 'it couldn’t send a code';
    throw failure('second-factor', response, said ? { said } : {}, asked, { reason });
  }
}

/** One token request. Throws what `failureBefore` finds. */
async function requestToken(
  shop: Shop,
  request: TokenRequest,
  credential: Login,
  route: TokenRoute,
  code: string | undefined,
  io: Io,
): Promise<Reply> {
  const reply = await postLogin(shop, request, credential, route, code === undefined ? {} : { otp: code }, io);
  const { said, token, response } = reply;
  const refused = said !== undefined && (!isSuccess(response.status) || isRefusal(said));
  if (!refused && (token === undefined || response.status !== 200)) {
    throw strangeAnswer(response, reply.asked);
  }
  return reply;
}

/** Whether it is an error regardless of the status: SOAP faults, and second-factor requests of some versions. */
function isRefusal(said: Said): boolean {
  return said.fault !== undefined || secondFactorIn(said) !== undefined;
}

/** Sends one request with user name and password. `more` are additional fields, of which `otp` is secret. */
async function postLogin(
  shop: Shop,
  { settings }: TokenRequest,
  { username, password, gate }: Login,
  route: TokenRoute,
  more: Readonly<Record<string, string>>,
  io: Io,
): Promise<Reply> {
  const code = more.otp;
  const protocol = findProtocol(settings.protocol ?? '');
  const read = await protocol.reader();
  const url = protocol.url(shop, route);
  const body = protocol.body(url, route, [
    { name: 'username', value: username, shown: '$USERNAME' },
    { name: 'password', value: password, shown: '$PASSWORD' },
    ...Object.entries(more).map(([name, value]) => ({ name, value, shown: name === 'otp' ? '$CODE' : value })),
  ]);
  const secrets = code === undefined ? io.secrets : [...io.secrets, code];
  const response = await io.http({
    purpose: 'exchange',
    method: 'POST',
    url,
    headers: { Accept: protocol.accept },
    ...(gate ? { authorization: { scheme: 'Basic', value: basicValue(gate.username, gate.password) } } : {}),
    body: { ...body, secrets: code === undefined ? [] : [code] },
    said: (text, contentType, status) => serviceErrorOfSaid(read(text, contentType).said, status),
    maxBytes: MAX_ANSWER,
    ...shop.checks,
  });
  const answer = read(response.text, response.headers['content-type'] ?? '');
  const asked: AskedShop = { shop, secrets, gate: gate !== undefined, route };
  const broken = failureBefore(response, answer, asked);
  if (broken) {
    throw broken;
  }
  return { ...answer, response, asked };
}

/** Converts the expiry to the local clock, the only clock in the rest of the program. */
function tokenOf(value: string, response: HttpResponse, probe: URL, scopes: readonly string[]): Token {
  const skew = clockSkew(response);
  const token = readyMadeToken(value, scopes, response.receivedAt);
  const { origin, pathname } = response.url;
  return {
    ...token,
    ...(token.expiresAt === undefined ? {} : { expiresAt: token.expiresAt - skew }),
    details: {
      realm: `${origin}${pathname}`,
      probe: probe.href,
      ...(skew === 0 ? {} : { clockSkew: String(skew) }),
    },
  };
}
