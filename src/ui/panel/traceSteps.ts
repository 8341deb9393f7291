import type { Challenge } from '../../auth/challenge.js';
import type { Purpose, TraceStep } from '../../auth/trace.js';
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

export function failureLine(code: string, translate: Translate): string {
  return plainText(fill(translate('No usable answer ({code}).'), { code }), 0);
}

/** Titles of trace steps in the panel, in English. */
const titles: Readonly<Record<Purpose, Readonly<Record<TraceStep['authorization'], string>>>> = {
  ping: {
    none: 'Asked without a credential',
    basic: 'Asked with user name and password',
    bearer: 'Asked with the token',
    other: 'Asked with a signature',
  },
  exchange: {
    none: 'Asked for a token without signing in',
    basic: 'Exchanged user name and password for a token',
    bearer: 'Exchanged a token for another',
    other: 'Asked for a token with a signature',
  },
  'sign-in': {
    none: 'Exchanged a sign-in for a refresh token',
    basic: 'Signed in with user name and password',
    bearer: 'Signed in with a token',
    other: 'Signed in with a signature',
  },
  check: {
    none: 'Tried without a credential',
    basic: 'Tried user name and password',
    bearer: 'Tried the token',
    other: 'Tried a signature',
  },
  catalogue: {
    none: 'Listed the repositories without a credential',
    basic: 'Listed the repositories with user name and password',
    bearer: 'Listed the repositories with the token',
    other: 'Listed the repositories with a signature',
  },
  content: {
    none: 'Read without a credential',
    basic: 'Read with user name and password',
    bearer: 'Read with the token',
    other: 'Read with a signature',
  },
};

/** Titles of token requests with a form body, by grant type. */
const grants: Readonly<Record<string, string>> = {
  password: 'Exchanged user name and password for a token',
  refresh_token: 'Exchanged the refresh token for an access token',
};

const realms: Readonly<Record<string, string>> = {
  'same-host': 'The token server is on the same host.',
  'same-domain': 'The token server is on the same domain. A credential goes there only if you agreed.',
  'known-pair': 'The token server is known to belong to this host.',
  ask: 'The token server is on another host. A credential goes there only if you agreed.',
};

/** All texts of steps, for translators. */
export const stepTexts = [titles, grants, realms];

/** Lines about the connection of a step: proxy, address, certificate, and timing. */
export function wireLines(step: TraceStep, language: string, translate: Translate): string[] {
  const say = (template: string, holes: Readonly<Record<string, string>> = {}): string =>
    plainText(fill(template, holes), 0);
  const { phases = {}, proxied, proxy, remoteAddress, resent, tls } = step;
  const took = [
    [translate('looked up after'), phases.lookup] as const,
    [translate('connected'), phases.connect] as const,
    [translate('TLS'), phases.tls] as const,
    [translate('first byte'), phases.firstByte] as const,
    [translate('all'), phases.end] as const,
  ].flatMap(([words, ms]) => (ms === undefined ? [] : [`${words} ${Math.round(ms)} ms`]));
  const [certificate] = tls?.chain ?? [];
  const day = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
  const seen =
    tls?.verified === true
      ? translate('{protocol}, certificate: {subject}, issued by {issuer}, valid until {day}')
      : translate('{protocol}, certificate not checked: {subject}, issued by {issuer}, valid until {day}');
  return [
    ...(resent ? [translate('Sent once more, on a new connection: the one that was kept open had ended.')] : []),
    ...(proxied !== true
      ? []
      : proxy === undefined
        ? [translate('Sent through a proxy, so the address could not be checked here.')]
        : [say(translate('Sent through the proxy {proxy}, so the address could not be checked here.'), { proxy })]),
    ...(remoteAddress === undefined ? [] : [`${translate('Connected to')} ${remoteAddress}`]),
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
    ...(took.length === 0 ? [] : [capital(took.join(', '))]),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
