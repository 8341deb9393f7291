import { parseChallenges } from '../../auth/challenge.js';
import { AuthError, type AuthErrorCode, type ErrorDetails } from '../../auth/errors.js';
import type { HttpResponse } from '../../auth/http.js';
import { redirectTarget } from '../../auth/redirects.js';
import { commonRefusal } from '../../auth/refusal.js';
import { serviceErrorOf } from '../../auth/serviceError.js';
import { type Clause, clause, clauseText } from '../../text/message.js';
import { redactUrl } from '../../text/redact.js';
import { kindReasons } from '../shared/reasons.js';
import { at, serviceErrorOfSaid } from './errorDocument.js';
import { type TokenRoute, tokenRoutes } from './routes.js';
import { redirectedBase, type Shop } from './shop.js';
import type { ShopAnswer } from './tokenAnswer.js';

/** The request, for the wording of a failure. */
export interface AskedShop {
  readonly shop: Shop;
  readonly secrets: readonly string[];
  /** The web server's user name and password were sent along. */
  readonly gate: boolean;
  /** Absent: a request with a token. */
  readonly route?: TokenRoute;
}

/**
 * Finds failures that precede the shop's own error: a redirect, the web server in front, a common HTTP failure, a
 * missing route.
 */
export function failureBefore(response: HttpResponse, answer: ShopAnswer, asked: AskedShop): AuthError | undefined {
  const { status, headers, url } = response;
  const fail = (code: AuthErrorCode, details: ErrorDetails): AuthError =>
    failure(code, response, answer, asked, details);
  const target = status >= 300 && status < 400 ? redirectTarget(response) : undefined;
  if (target) {
    const base = redirectedBase(asked.shop, url, target);
    const address = redactUrl(base ?? target, asked.secrets);
    const away = { origin: target.origin, address, reason: 'it leads away from the web API; check the base URL' };
    return fail('redirected', base ? { ...away, reason: clause(kindReasons.baseUrl, { address }) } : away);
  }
  // The token didn't reach the shop, so this says nothing about it.
  const notReached = asked.route ? 'refused' : 'unsupported-challenge';
  const door = parseChallenges(headers['www-authenticate'] ?? '').find(({ scheme }) => /^(basic|digest)$/.test(scheme));
  if (status === 401 && door) {
    const { realm = '' } = door.parameters;
    return fail(notReached, { reason: gateReason(realm === '' ? url.host : realm, asked) });
  }
  const common = commonRefusal(response, asked.secrets);
  // A SOAP server can answer 500 for a fault of the sender.
  if (common && answer.said?.fault === undefined) {
    const maintenance = status === 503 ? { reason: 'the shop may be in maintenance mode' } : {};
    return fail(common.code, { ...common.details, ...maintenance });
  }
  if (status === 404) {
    return fail('not-found', { reason: missingReason(answer, asked) });
  }
  if (status === 403) {
    return fail(asked.route ? 'denied' : notReached, {
      field: 'network',
      reason: 'a shop never returns 403; a firewall or web server in front of it did',
    });
  }
  return undefined;
}

/** Failure for a response that doesn't come from a shop's web API. AuthError `bad-response`. */
export function strangeAnswer(response: HttpResponse, asked: AskedShop): AuthError {
  return failure('bad-response', response, {}, asked, {
    reason: 'it isn’t a response from a shop’s web API; check the base URL',
  });
}

/** Failure from a shop's error on a token route, except for a second-factor request. */
export function failureOf(response: HttpResponse, answer: ShopAnswer, asked: AskedShop): AuthError {
  const { said } = answer;
  const fail = (code: AuthErrorCode, details: ErrorDetails = {}): AuthError =>
    failure(code, response, answer, asked, details);
  if (said?.fault === 'receiver') {
    return fail('server-failed', {});
  }
  // A shop translates its messages, but not this name.
  if (/captcha/i.test(said?.message ?? '')) {
    return fail('unsupported-challenge', {
      schemes: ['reCAPTCHA'],
      reason:
        'the sign-in is protected by a CAPTCHA, which works only in a browser; turn it off for this form, or use an integration access token',
    });
  }
  const field = at(said?.parameters, 'fieldName');
  if (field !== undefined) {
    const reason =
      typeof field === 'string'
        ? clause(kindReasons.fieldNotFound, { field: field.slice(0, 40) })
        : 'the shop didn’t find a required field in the request';
    return fail('invalid-input', { field: 'input', reason });
  }
  if (said?.fault === 'sender' && asked.route && JSON.stringify(said).includes(asked.route.service)) {
    return fail('not-found', { reason: 'this shop doesn’t offer that SOAP service' });
  }
  const known = spoken.find(({ says }) => says.test(said?.message ?? ''));
  if (known) {
    return fail(known.code, known.facts(response.url));
  }
  if (response.status === 406) {
    return fail('bad-response', { field: 'protocol', reason: 'it doesn’t respond in the requested format' });
  }
  // Default lockout: `oauth/authentication_lock`, six failures and 1800 seconds.
  const wrong = response.status === 401 || said?.fault === 'sender';
  // Accounts belong to a web site, which the code `all` doesn't name.
  const all = asked.shop.store === 'all' && asked.route === tokenRoutes.customer;
  return wrong ? fail('refused', { reason: all ? kindReasons.lockoutAll : kindReasons.lockout }) : fail('bad-response');
}

/**
 * Meanings of a shop's error messages with status 400 or as a SOAP fault. They are in the store's language, and only
 * English ones are recognized.
 */
const spoken: readonly {
  readonly says: RegExp;
  readonly code: AuthErrorCode;
  readonly facts: (url: URL) => ErrorDetails;
}[] = [
  {
    says: /allowed only in HTTPS/i,
    code: 'bad-response',
    facts: ({ protocol }) =>
      protocol === 'http:'
        ? { field: 'https', reason: 'it accepts that only over https' }
        : {
            reason: 'it accepts that only over https, and its reverse proxy doesn’t report that the request used https',
          },
  },
  {
    says: /\b(?:decoding|encoding) error\b|\bSOAP-ERROR\b/i,
    code: 'bad-response',
    facts: () => ({
      field: 'body',
      reason: 'it couldn’t read the request; something on the network path may have changed it',
    }),
  },
  {
    says: /\bonly\b.{0,200}\bintegrations?\b|\bintegrations?\b.{0,200}\bonly\b/i,
    code: 'unsupported-challenge',
    facts: () => ({ reason: 'that is available only to integrations; use an integration access token' }),
  },
];

/** Creates an AuthError with the shop's message: filled in, limited in length and redacted. */
export function failure(
  code: AuthErrorCode,
  response: HttpResponse,
  { said }: ShopAnswer,
  { secrets }: Pick<AskedShop, 'secrets'>,
  details: ErrorDetails,
): AuthError {
  const { host } = response.url;
  const service = serviceErrorOf(response, [], secrets, () => serviceErrorOfSaid(said, response.status));
  return new AuthError(
    code,
    `${host} answered ${String(response.status)}${details.reason ? `: ${clauseText(details.reason)}` : ''}.`,
    {
      status: response.status,
      ...(service ? { service } : {}),
      details: { host, ...details },
    },
  );
}

/** `realm` is the realm of the web server's challenge. */
function gateReason(realm: string, { gate, route }: AskedShop): Clause {
  const { gateRefused, gateWants, gateInTheWay } = kindReasons;
  // RFC 9110 section 11.6.2: one request, one Authorization.
  const template = gate ? gateRefused : route ? gateWants : gateInTheWay;
  return clause(template, { realm: realm.slice(0, 60) });
}

function missingReason({ said }: ShopAnswer, { shop: { base, store } }: AskedShop): Clause {
  const { noRoute, noRouteInStore, noApi, noApiInStore } = kindReasons;
  const [plain, inStore] = said ? [noRoute, noRouteInStore] : [noApi, noApiInStore];
  return clause(store === '' ? plain : inStore, { base: base.href, store });
}
