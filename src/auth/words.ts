import type { DurationUnit } from './duration.js';

/** The first sentence and its parts. */
export const sentences = {
  may: '{who} may {what}{on}{life}.',
  saysMay: 'This token says {who} may {what}{on}{life}; {checked}.',
  untold: 'This token speaks for {who}{on}{life}; it does not say what it grants.',
  saysUntold: 'This token says it speaks for {who}{on}{life}; it does not say what it grants, and {checked}.',
  renew: '{who} may get access tokens{on} with this refresh token{life}.',
  saysRenew: 'This token says {who} may get access tokens{on} with it{life}; {checked}.',
  missing: '{what} was asked for and not granted.',
  missingSeveral: '{what} were asked for and not granted.',
  endedOne: '{what} has ended.',
  endedSeveral: '{what} have ended.',
  ended: 'What was granted to {who} ended {ago}.',
  saysEnded: 'This token says that what was granted to {who} ended {ago}; {checked}.',
  nothing: 'Signed in as {who}; nothing was granted.',
  nothingAnonymous: 'Not signed in; nothing was granted.',
  nothingUnknown: 'Nothing was granted.',
  nothingAsked: 'Signed in as {who}; nothing was asked for.',
  nothingAskedUnknown: 'Nothing was asked for, and nothing was granted.',
  saysNothing: 'This token says that nothing was granted to {who}; {checked}.',
  expired: '{host} will refuse this token: it expired {ago}.',
  saysExpired: 'This token says it expired {ago}; {checked}.',
  early: '{host} will refuse this token: it is not valid before {time}.',
  saysEarly: 'This token says it is not valid before {time}; {checked}.',
  otherAudience: '{host} will refuse this token: it was made for {other}.',
  saysOtherAudience: 'This token says it was made for {other}, so {host} would refuse it; {checked}.',
  refreshAsAccess: '{host} will refuse this token: it is a refresh token, which only gets access tokens.',
  refused: '{host} refused this token {ago}.',
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
  unchecked: 'nobody has checked it',
  accepted: '{host} accepted it at {time}',
  matches: 'its signature matches key {key}',
  differs: 'its signature does not match key {key}',
  differsAll: 'its signature matches none of the keys that were tried',
  noSignature: '{host} will refuse this token: its signature is missing.',
  saysNoSignature: '{host} would refuse this token: its signature is missing.',
  badSignature: '{host} will refuse this token: its signature is damaged.',
  saysBadSignature: '{host} would refuse this token: its signature is damaged.',
  listed: '{list}, {next}',
  and: '{list} and {last}',
  anyRepository: 'any repository',
  thisAccount: 'this account',
  theHost: 'the service',
} as const;

/** The state and what else is to be seen at once. */
export const marks = {
  valid: 'valid',
  notExpired: 'not expired',
  expiring: 'expiring',
  expired: 'expired',
  'not-yet-valid': 'not yet valid',
  'no-expiry': 'no expiry stated',
  opaque: 'opaque',
  encrypted: 'encrypted',
  damaged: 'damaged',
  blocked: 'would be refused by {host}',
  refused: 'refused by {host}',
  'nothing-granted': 'nothing granted',
  lessThanAsked: 'less than asked',
  unsigned: 'not signed',
  clock: 'clock off by {duration}',
} as const;

/** Lines of the answer as text. */
export const answerParts = {
  state: 'State: {marks}.',
  proof: 'Known of it: {proof}.',
  blocks: 'It will be refused: {title} {text} {advice}',
  warning: 'Note: {title} {text} {advice}',
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
  looks: 'looks like one of {maker}',
  pasted: 'pasted, not checked by anyone',
  pastedOnly: 'pasted',
  accepted: 'accepted by {host} at {time}',
  refused: 'refused by {host} at {time}',
  signatureNotChecked: 'signature not checked',
  signatureMatches: 'signature matches key {key}',
  signatureDiffers: 'signature does not match key {key}',
  signatureMatchesNone: 'signature matches none of the keys that were tried',
  notSigned: 'not signed',
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
