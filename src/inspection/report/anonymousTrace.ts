import type { Challenge } from '../../auth/challenge.js';
import type { AuthTrace, TraceStep } from '../../auth/trace.js';
import type { Replacements } from './pseudonyms.js';

/** Path segments that belong to an API and identify no one. */
const apiWords: ReadonlySet<string> = new Set([
  ...['', 'v1', 'v2', 'V1', 'token', 'auth', 'oauth', 'oauth2', 'exchange', 'service', 'jwt', 'api', 'rest', 'soap'],
  ...['_catalog', 'manifests', 'blobs', 'tags', 'list', 'referrers', 'uploads', 'integration', 'customer', 'admin'],
]);
const parameterNames: ReadonlySet<string> = new Set([
  ...['service', 'scope', 'client_id', 'grant_type', 'access_type', 'offline_token', 'n', 'last', 'account'],
  ...['username', 'password', 'refresh_token', 'access_token', 'tenant', 'realm', 'error', 'error_description'],
]);
const realmVerdicts: ReadonlySet<string> = new Set(['same-host', 'same-domain', 'known-pair', 'ask', 'refuse']);
/** Headers that identify no one, if their values match these patterns. */
const keptHeaders: Readonly<Record<string, RegExp>> = {
  date: /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
  'retry-after': /^\d{1,6}$/,
  'content-type': /^(application\/(soap\+)?(json|xml)|text\/(html|plain))\b/,
};
const codes =
  /^(UNAUTHORIZED|DENIED|UNSUPPORTED|TOOMANYREQUESTS|(NAME|MANIFEST|BLOB|BLOB_UPLOAD)_(UNKNOWN|INVALID)|(MANIFEST_BLOB|TAG)_(UNKNOWN|INVALID)|SIZE_INVALID|DIGEST_INVALID|invalid_(token|grant|client|scope|request)|insufficient_scope|unauthorized_client|unsupported_grant_type|access_denied)$/;

/** Replaces every name in a trace, and removes the service's own error texts. */
export function anonymousTrace({ steps }: AuthTrace, names: Replacements): AuthTrace {
  return { machine: '', steps: steps.map((step) => anonymousStep(step, names)) };
}

function anonymousStep(step: TraceStep, names: Replacements): TraceStep {
  const { purpose, method, authorization, startedAt, duration, status, failure, proxied, resent } = step;
  const code = step.service?.code !== undefined && codes.test(step.service.code) ? step.service.code : undefined;
  // Fields are listed one by one, so that a new field of a step is left out until it is reviewed.
  return {
    purpose,
    method,
    url: addressOf(step.url, names),
    authorization,
    requestHeaders: {},
    ...(step.form && { form: step.form.map(([name, value]) => parameter(name, value, names)) }),
    startedAt,
    duration,
    ...(status !== undefined && { status }),
    ...(step.challenges && { challenges: step.challenges.map((challenge) => challengeOf(challenge, names)) }),
    headers: Object.fromEntries(
      Object.entries(keptHeaders).flatMap(([name, looks]) => {
        const kept = looks.exec(step.headers[name] ?? '')?.[0];
        return kept === undefined ? [] : [[name, kept] as const];
      }),
    ),
    ...(code !== undefined && { service: { code } }),
    ...(failure && { failure }),
    ...(step.realm !== undefined && realmVerdicts.has(step.realm) && { realm: step.realm }),
    ...(proxied && { proxied }),
    ...(resent && { resent }),
  };
}

function addressOf(text: string, names: Replacements): string {
  if (!URL.canParse(text)) {
    return names.id(text);
  }
  const { protocol, host, pathname, searchParams } = new URL(text);
  const path = pathname.split('/').map((segment) => (apiWords.has(segment) ? segment : names.id(segment)));
  const query = [...searchParams].map((pair) => parameter(...pair, names).join('='));
  return `${protocol}//${names.host(host)}${path.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

function parameter(name: string, value: string, names: Replacements): [string, string] {
  if (!parameterNames.has(name)) {
    return [names.id(name), names.id(value)];
  }
  if (name === 'scope') {
    return [name, value.split(' ').map(names.scope).join(' ')];
  }
  if (name === 'service' || name === 'realm') {
    return [name, name === 'realm' ? realmOf(value, names) : names.place(value)];
  }
  if (name === 'grant_type' || name === 'access_type') {
    return [name, names.word(value)];
  }
  if (name === 'error') {
    return [name, codes.test(value) ? value : names.id(value)];
  }
  return [name, /^\$[A-Z]+$/.test(value) || value === '…' ? value : names.id(value)];
}

function realmOf(value: string, names: Replacements): string {
  return URL.canParse(value) ? addressOf(value, names) : names.id(value);
}

function challengeOf({ scheme, parameters }: Challenge, names: Replacements): Challenge {
  return {
    scheme: /^(basic|bearer|digest|negotiate|ntlm)$/.test(scheme) ? scheme : names.id(scheme),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => parameter(name, value, names))),
  };
}
