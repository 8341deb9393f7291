import type { Challenge } from '../auth/challenge.js';
import { fill, plainText } from '../auth/pieces.js';
import type { Translate } from '../auth/pieces.js';
import type { Purpose, TraceStep } from '../auth/trace.js';

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
/** Of a form; the grant decides what was exchanged. */
const grants: Readonly<Record<string, string>> = {
  password: 'Exchanged user name and password for a token',
  refresh_token: 'Exchanged the refresh token for an access token',
};

export function stepTitle({ purpose, authorization, form }: TraceStep, translate: Translate): string {
  const grant = form?.find(([name]) => name === 'grant_type')?.[1];
  const byGrant = grant !== undefined && Object.hasOwn(grants, grant) ? grants[grant] : undefined;
  return translate(byGrant ?? titles[purpose][authorization]);
}

const realms: Readonly<Record<string, string>> = {
  'same-host': 'The token server is on the same host.',
  'same-domain': 'The token server is on the same domain.',
  'known-pair': 'The token server is known to belong to this host.',
  ask: 'The token server is on another host, which was allowed for this connection.',
};

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
