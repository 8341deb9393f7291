import type { Challenge } from '../auth/challenge.js';
import { fill, plainText } from '../auth/pieces.js';
import type { Translate } from '../auth/pieces.js';
import type { TraceStep } from '../auth/trace.js';
import { grants, realms, titles } from './stepWords.js';

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

/** "Challenge: Bearer realm="…", service="…"" */
export function challengeLine({ scheme, parameters, token68 }: Challenge, translate: Translate): string {
  const name = scheme.charAt(0).toUpperCase() + scheme.slice(1);
  const shown = Object.entries(parameters).map(([key, value]) => `${key}="${value}"`);
  const challenge = [name, ...(token68 === undefined ? [] : [token68]), shown.join(', ')].join(' ').trim();
  return plainText(fill(translate('Challenge: {challenge}'), { challenge }), 0);
}

export function failureLine(code: string, translate: Translate): string {
  return plainText(fill(translate('No usable answer ({code}).'), { code }), 0);
}
