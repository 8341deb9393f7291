import type { ConcurrencyLimit } from '../../auth/concurrencyLimit.js';
import { AuthError, errorWith, isAuthError } from '../../auth/errors.js';
import { createHttp, type Http, type HttpWorld } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { issuedIn } from '../../auth/issuedSecrets.js';
import { noKeptConnections } from '../../auth/network/keptConnections.js';
import type { KnownPings } from '../../auth/pingCache.js';
import { reasons } from '../../auth/reasons.js';
import type { AuthTrace, TraceStep } from '../../auth/trace.js';
import { recordTrace } from '../../auth/traceRecorder.js';
import { holdsLongSecret, holdsSecret } from '../../text/knownSecrets.js';
import { redactAll, redactHost, redactText, secretsSent } from '../../text/redact.js';
import { redactSpeech } from '../../text/redactSpeech.js';
import type { FlowCaches, KeptFor } from './flowCaches.js';

/** Environment and owner of a flow. */
export interface FlowWorld extends Omit<HttpWorld, 'trace'>, Pick<Io, 'machine' | 'ask' | 'byHand'> {
  /**
   * Address of the connection, if there is one. A secret that is part of it isn't redacted, because a gap would reveal
   * it.
   */
  readonly address?: string;
  /** Secrets known before the flow starts; they must never be recorded. Absent: unknown, so no service is quoted. */
  readonly secrets?: readonly string[];
  readonly turns: ConcurrencyLimit;
  /** Absent: the flow caches nothing. */
  readonly kept?: KeptFor & {
    readonly memory: FlowCaches;
    /** Everything that trust in a network connection depends on; absent: none is reused. */
    readonly trust?: readonly unknown[];
  };
  /** Gets every request when it ends. */
  watch?(step: TraceStep): void;
  /** Gets the trace when the flow ends, successful or not. */
  traced?(trace: AuthTrace): void;
}

/** Runs a flow and records its trace. Every AuthError that it throws carries the trace. */
export async function recordFlow<T>(
  world: FlowWorld,
  run: (io: Io) => Promise<T>,
): Promise<{ readonly value: T; readonly trace: AuthTrace }> {
  const { machine, now, lookup, timeout, tls, signal, ask, byHand, turns, kept, address = '' } = world;
  // Secrets learned during the flow are added: a sign-in's token, what is sent, and newly issued tokens.
  const secrets: string[] = [];
  const learn = (found: readonly string[]): void => {
    const isNew = (secret: string): boolean => !secrets.includes(secret) && !holdsSecret(address, [secret]);
    secrets.push(...found.filter((secret) => secret !== '' && isNew(secret)));
  };
  learn([...(world.secrets ?? []), ...(kept?.memory.issuedTo(kept.owner.group) ?? [])]);
  const noteIssued = (tokens: readonly string[]): void => {
    learn(tokens);
    kept?.memory.noteIssued(kept.owner.group, tokens);
  };
  const trace = recordTrace(
    machine,
    world.secrets && secrets,
    (step) => world.watch?.(step),
    address && new URL(address).origin,
  );
  const earlier = new Map<string, TraceStep>();
  const wholeTrace = (): AuthTrace => ({
    ...trace.snapshot(),
    ...(earlier.size > 0 && { earlier: [...earlier.values()].map((step) => redactAll(step, secrets)) }),
  });
  const connections = kept?.trust ? kept.memory.connectionsOf(kept.owner.group, kept.trust) : noKeptConnections();
  const sessions = kept?.memory.sessionsOf(kept.owner.group, secrets);
  const ioFor = (until: AbortSignal): Io => ({
    http: withSecrets(
      turns(
        createHttp({
          now,
          lookup,
          signal: until,
          timeout,
          trace,
          ...(tls && { tls }),
          connections,
        }),
        until,
      ),
      secrets,
      { learn, noteIssued },
    ),
    ...{
      machine,
      now,
      lookup,
      signal: until,
      secrets,
      ...(ask && { ask }),
      ...(byHand && { byHand }),
      ...(sessions && { sessions }),
    },
    isConnected: (origin) => connections.to(origin)?.open === true,
  });
  try {
    const caches = kept?.memory.of(kept, signal, ioFor);
    const pings = caches?.pings && notingReuse(caches.pings, (path, step) => void earlier.set(path, step));
    const value = await run({ ...ioFor(signal), ...caches, ...(pings && { pings }) });
    return { value, trace: wholeTrace() };
  } catch (error) {
    // A person who cancels may have waited for a token server that is gone. In the background nothing failed.
    const failed = byHand === true || !signal.aborted;
    if (failed && !acceptsToken(trace.snapshot().steps.at(-1))) {
      kept?.memory.askAnew(kept.owner.group, byHand);
    }
    throw isAuthError(error) ? shownError(error, secrets, wholeTrace()) : error;
  } finally {
    world.traced?.(wholeTrace());
  }
}

/** Calls `note` for each response that an earlier flow got and this one uses. */
function notingReuse(pings: KnownPings, note: (path: string, step: TraceStep) => void): KnownPings {
  return {
    ...pings,
    async get(path, ask) {
      const found = await pings.get(path, ask);
      if (found.known && found.answer.step) {
        note(path, found.answer.step);
      }
      return found;
    },
  };
}

/** Whether the service accepted the bearer token, and rejected something else, such as a listing. */
function acceptsToken(last: TraceStep | undefined): boolean {
  if (last?.authorization !== 'bearer' || last.status === undefined) {
    return false;
  }
  const lacksScope = last.challenges?.some(({ parameters }) => parameters.error === 'insufficient_scope');
  return last.status !== 401 || lacksScope === true;
}

/** A host that a service named can hold a secret in its name, and so can everything that a failure repeats. */
function shownError(error: AuthError, secrets: readonly string[], trace: AuthTrace): AuthError {
  const { code, message, details, service } = error;
  const shown = new AuthError(code, redactText(message, secrets), error);
  return errorWith(shown, {
    trace,
    // The scopes are those of the request.
    ...(details && { details: { ...redactAll(details, secrets), ...(details.scopes && { scopes: details.scopes }) } }),
    ...(service && {
      service: Object.fromEntries(Object.entries(service).map(([name, text]) => [name, redactSpeech(text, secrets)])),
    }),
  });
}

/**
 * Sends nothing to a host whose name holds a secret. What is sent, such as a token of an earlier flow, and every newly
 * issued token become secrets, so that later steps of the flow can't repeat them.
 */
function withSecrets(
  http: Http,
  secrets: readonly string[],
  { learn, noteIssued }: Readonly<Record<'learn' | 'noteIssued', (found: readonly string[]) => void>>,
): Http {
  return async (request) => {
    learn(request.authorization ? secretsSent(request.authorization) : []);
    // A realm was judged.
    if (request.realm === undefined && holdsLongSecret(request.url.host, secrets)) {
      const details = { host: redactHost(request.url, secrets), reason: reasons.heldInName };
      throw new AuthError('untrusted-realm', `No request was sent to ${details.host}: ${reasons.heldInName}.`, {
        details,
      });
    }
    const response = await http(request);
    const issues = request.purpose === 'exchange' || request.purpose === 'sign-in';
    if (issues && response.status >= 200 && response.status < 300) {
      const { host } = response.url;
      noteIssued(issuedIn(response.text).filter((secret) => !secret.includes(host)));
    }
    return response;
  };
}
