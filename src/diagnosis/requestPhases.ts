import { isIP } from 'node:net';
import type { Phases } from '../auth/network/evidence.js';
import type { TraceStep } from '../auth/trace.js';

export type Phase = keyof Phases;

/** In the order of a request. */
const phaseNames: readonly Phase[] = ['lookup', 'connect', 'tls', 'firstByte', 'end'];

/** The phase in which a request ended; undefined if its phases weren't recorded. */
export function lastPhase(step: TraceStep): Phase | undefined {
  const { url, proxied, remoteAddress, failure } = step;
  const phases = phasesOf(step);
  if (phases === undefined) {
    return undefined;
  }
  if (failure === 'dns') {
    return 'lookup';
  }
  const { hostname, protocol } = new URL(url);
  // A reused connection has no connect phase, but its address is known.
  const connected = phases.connect !== undefined || remoteAddress !== undefined;
  const secure = phases.tls !== undefined || protocol === 'http:' || (connected && phases.connect === undefined);
  if (phases.firstByte !== undefined) {
    return 'end';
  }
  if (connected) {
    return secure ? 'firstByte' : 'tls';
  }
  const noLookup = proxied === true || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return phases.lookup !== undefined || noLookup ? 'connect' : 'lookup';
}

/** The recorded phases. A socket that failed before it was connected has a `connect`, too, which doesn't count. */
function phasesOf({ phases, proxied, remoteAddress }: TraceStep): Readonly<Phases> | undefined {
  if (phases?.connect === undefined || proxied === true || remoteAddress !== undefined) {
    return phases;
  }
  return Object.fromEntries(Object.entries(phases).filter(([phase]) => phase !== 'connect'));
}

/**
 * Duration of each phase in milliseconds, in the order of a request. The last one is the phase in which the request
 * ended, until its end.
 */
export function phaseTimes(step: TraceStep): { readonly phase: Phase; readonly took: number }[] {
  const phases = phasesOf(step);
  const last = lastPhase(step);
  if (phases === undefined || last === undefined) {
    return [];
  }
  let before = 0;
  return phaseNames.slice(0, phaseNames.indexOf(last) + 1).flatMap((phase) => {
    const over = phase === last ? phases.end : phases[phase];
    if (over === undefined) {
      return [];
    }
    const took = over - before;
    before = over;
    return [{ phase, took }];
  });
}
