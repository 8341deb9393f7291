import type { DurationUnit } from './duration.js';

/** The first sentence and its parts. */
export const sentences = {
  may: '{who} may {what}{on}{life}.',
  saysMay: 'This token says {who} may {what}{on}{life}; nobody has checked it.',
  untold: 'This token speaks for {who}{on}{life}; it does not say what it grants.',
  saysUntold:
    'This token says it speaks for {who}{on}{life}; it does not say what it grants, and nobody has checked it.',
  renew: '{who} may get access tokens{on} with this refresh token{life}.',
  saysRenew: 'This token says {who} may get access tokens{on} with it{life}; nobody has checked it.',
  missing: '{what} was asked for and not granted.',
  missingSeveral: '{what} were asked for and not granted.',
  nothing: 'Signed in as {who}; nothing was granted.',
  nothingAnonymous: 'Not signed in; nothing was granted.',
  nothingUnknown: 'Nothing was granted.',
  nothingAsked: 'Signed in as {who}; nothing was asked for.',
  nothingAskedUnknown: 'Nothing was asked for, and nothing was granted.',
  saysNothing: 'This token says that nothing was granted to {who}; nobody has checked it.',
  expired: '{host} will refuse this token: it expired {ago}.',
  saysExpired: 'This token says it expired {ago}; nobody has checked it.',
  early: '{host} will refuse this token: it is not valid before {time}.',
  saysEarly: 'This token says it is not valid before {time}; nobody has checked it.',
  otherAudience: '{host} will refuse this token: it was made for {other}.',
  saysOtherAudience: 'This token says it was made for {other}, so {host} would refuse it; nobody has checked it.',
  refreshAsAccess: '{host} will refuse this token: it is a refresh token, which only gets access tokens.',
  basic: '{host} hands out no tokens: this is the user name and password themselves.',
  opaque: 'Only {host} can read this token, so what it grants cannot be told.{life}',
  saysOpaque: 'Only the service that made this token can read it, so what it grants cannot be told.',
  encrypted: 'This token is encrypted: only {host} can read what it grants.{life}',
  saysEncrypted: 'This token is encrypted: only the service it was made for can read what it grants.',
  damaged: 'This looks like a JWT, but it is damaged and cannot be read.',
  good: 'It is good for {left}.',
  on: 'on {host}',
  for: 'for {left}',
  noExpiry: ', with no stated expiry',
  anyone: 'anyone',
  holder: 'whoever holds it',
  more: '{count} more',
  moreActions: 'do {count} more things with',
  thisAccount: 'this account',
  theHost: 'the service',
} as const;

/** Action -> the verb and what stands before the name. */
export const verbs: Readonly<Record<string, { readonly verb: string; readonly at: string }>> = {
  pull: { verb: 'pull', at: 'from' },
  push: { verb: 'push', at: 'to' },
  delete: { verb: 'delete', at: 'from' },
  '*': { verb: 'do everything', at: 'with' },
};
export const otherVerb = { verb: 'use “{action}”', at: 'on' } as const;
export const catalogueVerb = 'list the catalogue';

/** The line under the sentence. */
export const proofs = {
  access: 'access token',
  refresh: 'refresh token',
  basic: 'user name and password',
  jwt: 'JWT {alg}',
  jwtBare: 'JWT',
  jwe: 'encrypted JWT {alg}',
  opaque: 'opaque',
  damaged: 'damaged JWT',
  fetched: 'fetched from {host} at {time}',
  kept: 'yours, used for {host} since {time}',
  pasted: 'pasted, not checked by anyone',
  accepted: 'accepted by {host} at {time}',
  signatureNotChecked: 'signature not checked',
  notSigned: 'not signed',
} as const;

/** Title and text of each finding. */
export const findings = {
  'other-audience': {
    title: 'Made for another service.',
    text: 'Its audience (aud) is {other}; {host} expects {expected}.',
  },
  'refresh-as-access': {
    title: 'A refresh token.',
    text: 'It is exchanged for access tokens at the token server and is good for nothing else.',
  },
  missing: {
    title: 'Less than asked.',
    text: '{host} gave a token without all that was asked for: {what}. A request that needs it will be refused.',
  },
  anonymous: {
    title: 'Not signed in.',
    text: 'The credential of {account} was sent, but the token speaks for nobody.',
  },
  'clock-behind': {
    title: 'The clocks differ.',
    text: 'The clock of this machine is {duration} behind that of {host}; times shown take that into account.',
  },
  'clock-ahead': {
    title: 'The clocks differ.',
    text: 'The clock of this machine is {duration} ahead of that of {host}; times shown take that into account.',
  },
  'expiry-not-a-number': {
    title: 'The expiry is no number.',
    text: 'Its exp claim is not a number of seconds, so when it expires cannot be relied on.',
  },
  'expiry-in-milliseconds': {
    title: 'The expiry lies thousands of years ahead.',
    text: 'Its exp claim looks like milliseconds, but readers take it for seconds.',
  },
  unsigned: {
    title: 'Not signed.',
    text: 'Anyone can make such a token; a careful service refuses it.',
  },
  'opaque-may-be-credential': {
    title: 'It may be the long-lived credential itself.',
    text: 'Some services hand back the password or personal token in another form. Treat it as one.',
  },
  unreadable: { title: 'Cannot be read.', text: '{reason}' },
  note: { title: 'Not by the book.', text: '{reason}' },
  hidden: { title: 'Not all is shown.', text: 'Tables end after {count} rows.' },
} as const;

type Forms = readonly [one: string, other: string];

/** Durations in words, for one and for several. */
export const durations: Readonly<Record<'left' | 'ago' | 'ahead' | 'length', Readonly<Record<DurationUnit, Forms>>>> = {
  left: {
    second: ['{count} more second', '{count} more seconds'],
    minute: ['{count} more minute', '{count} more minutes'],
    hour: ['{count} more hour', '{count} more hours'],
    day: ['{count} more day', '{count} more days'],
  },
  ago: {
    second: ['{count} second ago', '{count} seconds ago'],
    minute: ['{count} minute ago', '{count} minutes ago'],
    hour: ['{count} hour ago', '{count} hours ago'],
    day: ['{count} day ago', '{count} days ago'],
  },
  ahead: {
    second: ['in {count} second', 'in {count} seconds'],
    minute: ['in {count} minute', 'in {count} minutes'],
    hour: ['in {count} hour', 'in {count} hours'],
    day: ['in {count} day', 'in {count} days'],
  },
  length: {
    second: ['{count} second', '{count} seconds'],
    minute: ['{count} minute', '{count} minutes'],
    hour: ['{count} hour', '{count} hours'],
    day: ['{count} day', '{count} days'],
  },
};
