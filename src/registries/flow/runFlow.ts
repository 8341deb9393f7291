import type { Owner } from '../../auth/tokenCache.js';
import { withTrace } from '../../auth/errors.js';
import { createHttp, type Http, type HttpWorld } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { issuedIn } from '../../auth/issuedSecrets.js';
import type { ConcurrencyLimit } from '../../auth/concurrencyLimit.js';
import { recordTrace } from '../../auth/traceRecorder.js';
import type { AuthTrace, TraceStep } from '../../auth/trace.js';
import type { FlowCaches } from './flowCaches.js';

/** What a flow is run with, and for whom. */
export interface FlowWorld extends Omit<HttpWorld, 'trace'>, Pick<Io, 'machine' | 'ask'> {
  /** Texts that must never be recorded, as far as they are known before. */
  readonly secrets: readonly string[];
  readonly turns: ConcurrencyLimit;
  /** Absent: it leaves nothing behind. */
  readonly kept?: {
    readonly memory: FlowCaches;
    readonly owner: Owner;
    /** Everything that what it leaves behind depends on. */
    readonly place: readonly unknown[];
  };
  /** Gets every request when it is over. */
  watch?(step: TraceStep): void;
  /** Gets the trace in the end, whatever comes of it. */
  traced?(trace: AuthTrace): void;
}

/** Runs a flow in a world that records it. Every AuthError that it throws carries the trace. */
export async function recordFlow<T>(
  world: FlowWorld,
  run: (io: Io) => Promise<T>,
): Promise<{ readonly value: T; readonly trace: AuthTrace }> {
  const { machine, now, lookup, timeout, tls, signal, ask, turns, kept } = world;
  // What is only learnt on the way comes to it: the token of a sign-in, and what was issued a moment ago.
  const secrets = [...world.secrets];
  const trace = recordTrace(machine, secrets, (step) => world.watch?.(step));
  const sessions = kept?.memory.sessionsOf(kept.owner.group, secrets);
  const ioFor = (until: AbortSignal): Io => ({
    http: keepIssued(
      turns(createHttp({ now, lookup, signal: until, timeout, trace, ...(tls ? { tls } : {}) }), until),
      secrets,
    ),
    ...{ machine, now, lookup, signal: until, secrets, ...(ask && { ask }), ...(sessions && { sessions }) },
  });
  try {
    const value = await run({ ...ioFor(signal), ...kept?.memory.of(kept.owner, kept.place, signal, ioFor) });
    return { value, trace: trace.snapshot() };
  } catch (error) {
    kept?.memory.askAnew(kept.owner.group);
    throw withTrace(error, trace.snapshot());
  } finally {
    world.traced?.(trace.snapshot());
  }
}

/** `secrets` gets what token endpoints issue, so that nothing later in the flow can repeat it. */
function keepIssued(http: Http, secrets: string[]): Http {
  return async (request) => {
    const response = await http(request);
    const issues = request.purpose === 'exchange' || request.purpose === 'sign-in';
    if (issues && response.status >= 200 && response.status < 300) secrets.push(...issuedIn(response.text));
    return response;
  };
}
