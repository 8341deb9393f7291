import type { Challenge } from '../../auth/challenge.js';
import type { Purpose, RequestFailure, TraceStep } from '../../auth/trace.js';
import { fill, plainText, type Translate } from '../../text/message.js';

export function stepTitle({ purpose, authorization, form }: TraceStep, translate: Translate): string {
  const grant = form?.find(([name]) => name === 'grant_type')?.[1];
  const known = purpose === 'exchange' && grant !== undefined && Object.hasOwn(grants, grant);
  const byGrant = known ? grants[grant] : undefined;
  return translate(byGrant ?? titles[purpose][authorization]);
}

export function realmLine(verdict: string, translate: Translate): string {
  const known = Object.hasOwn(realms, verdict) ? realms[verdict] : undefined;
  return known === undefined ? verdict : translate(known);
}

/** Formats a challenge, such as "Challenge: Bearer realm="…", service="…"". */
export function challengeLine({ scheme, parameters, token68 }: Challenge, translate: Translate): string {
  const name = scheme.charAt(0).toUpperCase() + scheme.slice(1);
  const shown = Object.entries(parameters).map(([key, value]) => `${key}="${value}"`);
  const challenge = [name, ...(token68 === undefined ? [] : [token68]), shown.join(', ')].join(' ').trim();
  return plainText(fill(translate('Challenge: {challenge}'), { challenge }), 0);
}

/** Formats why a request got no usable response, such as "No connection: connection refused (ECONNREFUSED)." */
export function failureLine(
  { failure, system, phases, remoteAddress }: TraceStep,
  translate: Translate,
): string | undefined {
  if (failure === undefined) {
    return undefined;
  }
  const isConnected = remoteAddress !== undefined || phases?.connect !== undefined;
  const known = system !== undefined && Object.hasOwn(systemErrors, system) ? systemErrors[system] : undefined;
  const words = translate(known ?? failures[failure]);
  const reason = system === undefined ? words : `${words} (${system})`;
  const outcome = outcomes[failure] ?? (isConnected ? noResponse : noConnection);
  return plainText(fill(translate(outcome), { reason }), 0);
}

/** Titles of trace steps in the panel, in English. */
const titles: Readonly<Record<Purpose, Readonly<Record<TraceStep['authorization'], string>>>> = {
  ping: {
    none: 'Sent a request without a credential',
    basic: 'Sent a request with user name and password',
    bearer: 'Sent a request with the token',
    other: 'Sent a signed request',
  },
  exchange: {
    none: 'Requested a token anonymously',
    basic: 'Exchanged user name and password for a token',
    bearer: 'Exchanged one token for another',
    other: 'Requested a token with a signed request',
  },
  'sign-in': {
    none: 'Exchanged a sign-in for a refresh token',
    basic: 'Signed in with user name and password',
    bearer: 'Signed in with a token',
    other: 'Signed in with a signed request',
  },
  check: {
    none: 'Tested access without a credential',
    basic: 'Tested user name and password',
    bearer: 'Tested the token',
    other: 'Tested access with a signed request',
  },
  catalogue: {
    none: 'Listed the repositories without a credential',
    basic: 'Listed the repositories with user name and password',
    bearer: 'Listed the repositories with the token',
    other: 'Listed the repositories with a signed request',
  },
  content: {
    none: 'Accessed content without a credential',
    basic: 'Accessed content with user name and password',
    bearer: 'Accessed content with the token',
    other: 'Accessed content with a signed request',
  },
};

/** Titles of token requests with a form body, by grant type. */
const grants: Readonly<Record<string, string>> = {
  password: 'Exchanged user name and password for a token',
  refresh_token: 'Exchanged the refresh token for an access token',
};

const realms: Readonly<Record<string, string>> = {
  'same-host': 'The token server is on the same host.',
  'same-domain': 'The token server is on the same domain. A credential goes there only with your consent.',
  'known-pair': 'The token server is known to belong to this host.',
  ask: 'The token server is on another host. A credential goes there only with your consent.',
};

const noConnection = 'No connection: {reason}.';
const noResponse = 'No response: {reason}.';

/** Outcomes that don't depend on whether the connection was established. */
const outcomes: Readonly<Partial<Record<RequestFailure, string>>> = {
  cancelled: 'Canceled before the response was complete.',
  'untrusted-realm': 'Not sent: {reason}.',
  'bad-response': 'Unusable response: {reason}.',
  tls: 'No secure connection: {reason}.',
};

const failures: Readonly<Record<RequestFailure, string>> = {
  cancelled: 'canceled',
  'untrusted-realm': 'the address isn’t allowed',
  proxy: 'the proxy didn’t forward the request',
  timeout: 'timed out',
  'bad-response': 'not a valid HTTP response',
  dns: 'host name not found',
  tls: 'the TLS handshake failed',
  unreachable: 'the host can’t be reached',
};

/** Well-known error codes of the system and of the TLS library. */
const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'connection timed out',
  EAI_AGAIN: 'the DNS server didn’t respond',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate authority not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate authority not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate authority not trusted',
  CERT_HAS_EXPIRED: 'certificate expired',
  CERT_NOT_YET_VALID: 'certificate not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate for another host',
};

/** All texts of steps, for translators. */
export const stepTexts = [titles, grants, realms, noConnection, noResponse, outcomes, failures, systemErrors];

/** Lines about the connection of a step: proxy, address, certificate, and timing. */
export function wireLines(step: TraceStep, language: string, translate: Translate): string[] {
  const { proxied, proxy, remoteAddress, resent, tls } = step;
  const say = (template: string, holes: Readonly<Record<string, string>>) => plainText(fill(template, holes), 0);
  const [certificate] = tls?.chain ?? [];
  const day = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
  const seen =
    tls?.verified === true
      ? translate('{protocol}, certificate: {subject}, issued by {issuer}, valid until {day}')
      : translate('{protocol}, certificate not verified: {subject}, issued by {issuer}, valid until {day}');
  return [
    ...(resent ? [translate('Resent on a new connection, because the reused connection was closed.')] : []),
    ...(proxied !== true
      ? []
      : proxy === undefined
        ? [translate('Sent through a proxy, so the address couldn’t be checked on this machine.')]
        : [
            say(translate('Sent through the proxy {proxy}, so the address couldn’t be checked on this machine.'), {
              proxy,
            }),
          ]),
    ...(remoteAddress === undefined ? [] : [say(translate('Connected to {address}'), { address: remoteAddress })]),
    ...(tls === undefined || certificate === undefined
      ? []
      : [
          say(seen, {
            protocol: tls.protocol,
            subject: certificate.subject,
            issuer: certificate.issuer,
            day: day.format(certificate.validTo),
          }),
        ]),
    ...timingLine(step, translate),
  ];
}

/** When each phase ended, since the start of the request. Empty if the duration beside the request says it all. */
function timingLine({ phases = {}, failure }: TraceStep, translate: Translate): string[] {
  const ended = failure === undefined ? translate('total') : translate('ended');
  const times = [
    [translate('name resolved'), phases.lookup] as const,
    [translate('connected'), phases.connect] as const,
    [translate('TLS'), phases.tls] as const,
    [translate('first byte'), phases.firstByte] as const,
    [ended, phases.end] as const,
  ].flatMap(([words, ms]) => (ms === undefined ? [] : [`${words} ${Math.round(ms)} ms`]));
  return times.length < 2 ? [] : [plainText(fill(translate('Timing: {times}'), { times: times.join(', ') }), 0)];
}
