import { isIP } from 'node:net';
import { mergeScopes, missingScopes, parseScope, resourceKey } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import type { TraceStep } from '../../auth/trace.js';
import type { Blob } from '../../distribution/pull.js';
import { type Clause, clause, type Template } from '../../text/message.js';
import type { WholeUse } from './check.js';
import { factTexts } from './texts.js';

// The one fact of a check that tells most, shown beside its state.

/** Address and route of a request, such as "10.0.0.5:443, direct" or "via proxy proxy.example:3128". */
export function routeFact({ url, remoteAddress, proxied, proxy }: TraceStep): Clause | undefined {
  if (proxy !== undefined) {
    return clause(factTexts.proxied, { proxy });
  }
  if (proxied === true) {
    return factTexts.unnamedProxy;
  }
  if (remoteAddress === undefined) {
    return undefined;
  }
  const { port, protocol } = new URL(url);
  const host = isIP(remoteAddress) === 6 ? `[${remoteAddress}]` : remoteAddress;
  const known = port === '' ? (protocol === 'http:' ? '80' : '443') : port;
  return clause(factTexts.direct, { address: `${host}:${known}` });
}

/** Response of a request, such as "HTTP 401 from /v2/". */
export function statusFact(step: TraceStep | undefined): Clause | undefined {
  return step?.status === undefined
    ? undefined
    : clause(factTexts.status, { status: String(step.status), path: new URL(step.url).pathname });
}

/** Scheme and service of a challenge, such as "Bearer, service registry.example.com". */
export function schemeFact(scheme: string, service: string | undefined): Clause {
  const name = scheme.charAt(0).toUpperCase() + scheme.slice(1);
  return service === undefined ? name : clause(factTexts.scheme, { scheme: name, service });
}

/** Who signed in, such as "as dana" or "anonymous". */
export function accountFact({ account }: WholeUse, step: TraceStep | undefined): Clause | undefined {
  if (account !== undefined) {
    return clause(factTexts.account, { account });
  }
  if (step === undefined) {
    return undefined;
  }
  if (step.authorization !== 'none') {
    return factTexts[step.authorization];
  }
  return step.form === undefined && step.body === undefined ? factTexts.anonymous : undefined;
}

export function issuedFact({ scheme }: Token): Clause {
  return scheme === 'Basic' ? factTexts.issuedBasic : factTexts.issued;
}

/** What was read of a blob, and where it is stored if that is another host. */
export function blobFact({ bytes, elsewhere }: Blob): Clause {
  return elsewhere === undefined
    ? clause(factTexts.read, { bytes: String(bytes) })
    : clause(factTexts.readElsewhere, { bytes: String(bytes), storage: elsewhere });
}

/** The beginning of a digest, such as "sha256:ab12cd34ef56…". */
export function digestFact(digest: string): Clause {
  const [algorithm, value = ''] = digest.split(':');
  return value.length > SHOWN_HEX ? `${algorithm}:${value.slice(0, SHOWN_HEX)}…` : digest;
}

// As docker shows it.
const SHOWN_HEX = 12;
// More don't fit into a line.
const SHOWN_SCOPES = 2;

/** Requested and granted actions, such as "pull granted, push not granted". */
export function scopeFact(requested: readonly string[], granted: readonly string[] | undefined): Clause {
  const scopes = mergeScopes(requested);
  if (granted === undefined) {
    return clause(factTexts.unreported, { actions: [...new Set(scopes.flatMap(actionsOf))].join(', ') });
  }
  if (scopes.length > SHOWN_SCOPES) {
    const whole = scopes.filter((scope) => missingScopes(granted, [scope]).length === 0);
    return clause(factTexts.counted, { granted: String(whole.length), count: String(scopes.length) });
  }
  const [one, other] = scopes.map((scope): Template => {
    const { name } = parseScope(scope);
    const outcome = outcomeOf(scope, granted);
    return scopes.length === 1 || name === '' ? outcome : clause(factTexts.resource, { name, outcome });
  });
  return one && other ? clause(factTexts.both, { one, other }) : (one ?? '');
}

function outcomeOf(scope: string, granted: readonly string[]): Template {
  const requested = actionsOf(scope);
  const missing = missingScopes(granted, [scope]).flatMap(actionsOf);
  const has = requested.filter((action) => !missing.includes(action));
  const parts = {
    granted: clause(factTexts.granted, { actions: has.join(', ') }),
    missing: clause(factTexts.missing, { actions: missing.join(', ') }),
  };
  return missing.length === 0 ? parts.granted : has.length === 0 ? parts.missing : clause(factTexts.partly, parts);
}

/** Whether something of what was requested was granted. */
export function grantsSome(requested: readonly string[], granted: readonly string[]): boolean {
  const missing = missingScopes(granted, requested);
  return mergeScopes(requested).some((scope) => {
    const left = missing.find((one) => resourceKey(parseScope(one)) === resourceKey(parseScope(scope)));
    return left === undefined || actionsOf(left).length < actionsOf(scope).length;
  });
}

function actionsOf(scope: string): readonly string[] {
  const { name, actions } = parseScope(scope);
  return name === '' ? [scope] : actions;
}
