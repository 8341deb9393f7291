import type { Purpose, TraceStep } from '../auth/trace.js';

/** What the panel says of the steps of a trace, in English. */
export const titles: Readonly<Record<Purpose, Readonly<Record<TraceStep['authorization'], string>>>> = {
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

/** Of a form; the grant decides what was exchanged. */
export const grants: Readonly<Record<string, string>> = {
  password: 'Exchanged user name and password for a token',
  refresh_token: 'Exchanged the refresh token for an access token',
};

export const realms: Readonly<Record<string, string>> = {
  'same-host': 'The token server is on the same host.',
  'same-domain': 'The token server is on the same domain.',
  'known-pair': 'The token server is known to belong to this host.',
  ask: 'The token server is on another host, which was allowed for this connection.',
};
