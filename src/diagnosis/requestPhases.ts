import { isIP } from 'node:net';
import type { Phases } from '../auth/network/evidence.js';
import type { TraceStep } from '../auth/trace.js';

export type Phase = keyof Phases;

/** In the order of a request. */
const phaseNames: readonly Phase[] = ['lookup', 'connect', 'tls', 'firstByte', 'end'];

/** The phase in which a request ended; undefined if its phases weren't recorded. */
export function lastPhase({ url, phases, proxied, remoteAddress }: TraceStep): Phase | undefined {
  if (phases === undefined) {
    return undefined;
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

/**
 * Duration of each phase in milliseconds, in the order of a request. If no response came, the last one is the phase in
 * which the request ended.
 */
export function phaseTimes(step: TraceStep): { readonly phase: Phase; readonly took: number }[] {
  const { phases = {} } = step;
  let before = 0;
  return phaseNames.flatMap((phase) => {
    const over = phases[phase];
    if (over === undefined) {
      return [];
    }
    const took = over - before;
    before = over;
    return [{ phase: phase === 'end' ? (lastPhase(step) ?? phase) : phase, took }];
  });
}
