import type { AuthError } from '../auth/errors.js';
import type { Certificate } from '../auth/network/certificate.js';
import { parseScope } from '../auth/scope.js';
import type { TraceStep } from '../auth/trace.js';
import type { Clause } from '../text/message.js';
import { type Phase, phaseTimes } from './requestPhases.js';
import { type Action, type Seen, situations } from './situations/index.js';
import type { Cause, EvidenceId, NextStep } from './texts.js';

/** Context of a failure that the error itself lacks. */
export interface About {
  /** Host of the connection. */
  readonly host?: string;
  readonly account?: string;
  /** What to do about a missing permission, from the kind. `{account}` and `{repository}` are filled in. */
  readonly missingGrant?: string;
  /** Whether the connection is saved and can be edited; false while it is being added. */
  readonly saved: boolean;
}

/** Evidence for a cause. Numbers are milliseconds: `time` since the epoch, `duration` a length of time. */
export type Evidence = { readonly id: EvidenceId } & (
  | { readonly text: string }
  | { readonly clause: Clause }
  | { readonly time: number }
  | { readonly duration: number }
  | { readonly bytes: number }
  | { readonly scopes: readonly string[] }
  | { readonly phases: readonly { readonly phase: Phase; readonly took: number }[] }
  | { readonly certificate: Certificate }
);

/** Cause of a failure and next steps, as ids and facts without texts. Holds no secret. */
export interface Diagnosis {
  readonly cause: Cause;
  readonly evidence: readonly Evidence[];
  readonly next: NextStep;
  /** Replaces `next` with a more specific step: a template for the facts `account` and `repository`. */
  readonly hint?: string;
  readonly actions: readonly Action[];
  readonly facts: DiagnosisFacts;
}

/** Values for the placeholders of the sentences. Absent: unknown. */
export interface DiagnosisFacts {
  readonly host?: string;
  readonly registry?: string;
  readonly account?: string;
  readonly reason?: Clause;
  /** Texts of the server and the system. */
  readonly said: readonly string[];
  readonly origin?: string;
  readonly address?: string;
  readonly scopes: readonly string[];
  /** The first requested one. */
  readonly repository?: string;
  readonly status?: number;
  readonly audience?: string;
  /** Milliseconds. */
  readonly limit?: number;
  readonly skew?: number;
  /** Milliseconds since the epoch. */
  readonly retryAt?: number;
  /** The server's own certificate, not a CA's. */
  readonly certificate?: Certificate;
  /** `host:port`. */
  readonly proxy?: string;
}

/** Diagnoses a failure from the error and the requests that led to it. Undefined for `cancelled`. */
export function diagnose(error: AuthError, about: About): Diagnosis | undefined {
  const seen = seenOf(error);
  const found = situations.find(({ code, when }) => code === error.code && (when?.(seen) ?? true));
  if (!found) {
    return undefined;
  }
  const { cause, next, unsaved, actions } = found;
  const facts = factsOf(seen, about);
  const right = next === 'ask-for-right' || next === 'check-credential-and-right';
  const hint = right && facts.repository !== undefined ? about.missingGrant : undefined;
  return {
    cause,
    evidence: evidenceOf(seen),
    next: about.saved ? next : (unsaved ?? next),
    ...(hint === undefined ? {} : { hint }),
    // The command that fixes it comes with the error, not with the situation.
    actions: error.details?.command === undefined || actions.includes('terminal') ? actions : ['terminal', ...actions],
    facts,
  };
}

/** Address that could replace a token server that redirected. It has no query, because every request adds its own. */
export function replacementOf(error: AuthError): string | undefined {
  const { code, details } = error;
  const replaceable = code === 'redirected' && failedStep(error)?.purpose === 'exchange';
  if (!replaceable || details?.address === undefined) {
    return undefined;
  }
  const { origin, pathname } = new URL(details.address);
  return origin + pathname;
}

function seenOf(error: AuthError): Seen {
  const { details = {}, service } = error;
  const step = failedStep(error);
  return {
    error,
    details,
    ...(step ? { step } : {}),
    system: details.system ?? '',
    said: [service?.code, service?.text].filter(Boolean).join(': '),
    type: (step?.headers['content-type'] ?? '').toLowerCase(),
  };
}

function factsOf({ error, details, step, said, system }: Seen, { host: home, account }: About): DiagnosisFacts {
  const host = details.host ?? details.registry ?? home;
  const registry = details.registry ?? home ?? host;
  const { reason, origin, address, scopes = [], audience, limit, skew, retryAt } = details;
  const { service, status } = error;
  const [certificate] = details.chain ?? step?.tls?.chain ?? [];
  const proxy = details.proxy ?? step?.proxy;
  const repository = scopes.map(parseScope).find(({ type }) => type === 'repository')?.name;
  return {
    ...(host === undefined ? {} : { host }),
    ...(registry === undefined ? {} : { registry }),
    ...(account === undefined ? {} : { account }),
    ...(reason === undefined ? {} : { reason }),
    said: [said === '' ? '' : (service?.text ?? said), system].filter(Boolean),
    ...(origin === undefined ? {} : { origin }),
    ...(address === undefined ? {} : { address }),
    scopes,
    ...(repository === undefined ? {} : { repository }),
    ...(status === undefined ? {} : { status }),
    ...(audience === undefined ? {} : { audience }),
    ...(limit === undefined ? {} : { limit }),
    ...(skew === undefined ? {} : { skew: Math.abs(skew) }),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(certificate ? { certificate } : {}),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function evidenceOf({ error, details, step, said, type }: Seen): Evidence[] {
  const text = (id: EvidenceId, value: string | undefined): Evidence[] =>
    value === undefined || value === '' ? [] : [{ id, text: value }];
  const { scopes, schemes, skew, retryAt, limit } = details;
  return [
    ...text('request', step && `${step.method} ${step.url}`),
    ...(step ? wayOf(step) : []),
    ...(step?.tls ? [] : certificateEvidence(details.chain ?? [])),
    ...text('status', error.status === undefined ? undefined : String(error.status)),
    ...text('type', type),
    ...text('service', said),
    ...(details.reason === undefined ? [] : [{ id: 'reason' as const, clause: details.reason }]),
    ...text('system', details.system),
    ...(scopes ? [{ id: 'scopes' as const, scopes }] : []),
    ...text('schemes', schemes?.join(', ')),
    ...text(error.code === 'redirected' ? 'target' : 'realm', details.address ?? details.origin),
    ...text('audience', details.audience),
    ...(skew === undefined ? [] : [{ id: 'skew' as const, duration: Math.abs(skew) }]),
    ...(limit === undefined ? [] : [limitOf(error, limit)]),
    ...(retryAt === undefined ? [] : [{ id: 'retryAt' as const, time: retryAt }]),
    ...(step ? text('correlation', correlationOf(step)) : []),
  ];
}

/** Network path of a request, its TLS facts, and the time of each phase. */
export function wayOf(step: TraceStep): Evidence[] {
  const { remoteAddress, proxied, proxy, tls } = step;
  const times = phaseTimes(step);
  return [
    ...(remoteAddress === undefined ? [] : [{ id: 'address' as const, text: remoteAddress }]),
    ...(proxied || proxy !== undefined ? [{ id: 'proxy' as const, text: proxy ?? '' }] : []),
    ...(tls === undefined || tls.protocol === '' ? [] : [{ id: 'tls' as const, text: tls.protocol }]),
    ...certificateEvidence(tls?.chain ?? []),
    ...(times.length === 0 ? [] : [{ id: 'phases' as const, phases: times }]),
  ];
}

/**
 * Certificate chain as evidence, the server's own certificate first. The issuers also reveal a proxy that inspects TLS.
 */
export function certificateEvidence([own, ...authorities]: readonly Certificate[]): Evidence[] {
  return [
    ...(own === undefined ? [] : [{ id: 'certificate' as const, certificate: own }]),
    ...authorities.map((certificate) => ({ id: 'authority' as const, certificate })),
  ];
}

function limitOf({ code }: AuthError, limit: number): Evidence {
  return code === 'timeout' ? { id: 'limit', duration: limit } : { id: 'limit', bytes: limit };
}

/** Request or correlation id, for a support request. */
function correlationOf({ headers }: TraceStep): string | undefined {
  return headers['x-ms-correlation-request-id'] ?? headers['x-correlation-id'] ?? headers['x-request-id'];
}

/**
 * The request that caused a failure: the one that the error names or that ended so, else the last response with the
 * error's status from its host, else the last request. Other requests can follow it, because the registry's challenge is
 * requested again, or another one.
 */
function failedStep({ code, status, details, trace }: AuthError): TraceStep | undefined {
  const steps = trace?.steps ?? [];
  const answered = (step: TraceStep): boolean =>
    step.status === status && (details?.host === undefined || new URL(step.url).host === details.host);
  const named = steps[details?.step ?? -1];
  // A request that several flows shared is in the trace of one of them.
  if (named && answered(named)) {
    return named;
  }
  return (
    steps.findLast(({ failure }) => failure === code) ??
    (status === undefined ? undefined : steps.findLast(answered)) ??
    steps.at(-1)
  );
}
