import { during, edit, isPage, retry, type Seen, type Situation, system } from './situation.js';

/** While obtaining a token, with any type of credential. */
const winning = (seen: Seen): boolean => during('exchange')(seen) || during('sign-in')(seen);

/** Failures of the service itself. */
export const serviceSituations: readonly Situation[] = [
  {
    code: 'rate-limited',
    when: ({ details: { retryAt } }) => retryAt !== undefined,
    cause: 'rate-limited',
    next: 'wait-until',
    actions: retry,
  },
  { code: 'rate-limited', cause: 'rate-limited', next: 'try-later', actions: retry },
  {
    code: 'server-failed',
    when: ({ details: { retryAt } }) => retryAt !== undefined,
    cause: 'server-failed',
    next: 'wait-until',
    actions: retry,
  },
  { code: 'server-failed', cause: 'server-failed', next: 'try-later', actions: retry },
  {
    code: 'bad-response',
    when: ({ details: { speaks } }) => speaks === 'tls',
    cause: 'wants-https',
    next: 'use-https',
    actions: edit,
  },
  {
    code: 'bad-response',
    when: ({ details: { field } }) => field === 'https',
    cause: 'wants-https',
    next: 'use-https',
    actions: edit,
  },
  {
    code: 'bad-response',
    when: ({ details: { field } }) => field === 'body',
    cause: 'request-not-read',
    next: 'ask-about-changes',
    actions: retry,
  },
  {
    code: 'bad-response',
    when: ({ details: { field } }) => field === 'protocol',
    cause: 'format-refused',
    next: 'change-protocol',
    actions: edit,
  },
  {
    code: 'bad-response',
    when: system(/^HPE_(INVALID_CONSTANT|PAUSED_UPGRADE)$/),
    cause: 'not-http',
    next: 'check-port',
    actions: edit,
  },
  { code: 'bad-response', when: system(/^HPE_/), cause: 'malformed-http', next: 'tell-operator', actions: retry },
  {
    code: 'bad-response',
    when: ({ details: { limit } }) => limit !== undefined,
    cause: 'too-large',
    next: 'tell-administrator',
    actions: retry,
  },
  {
    code: 'bad-response',
    when: (seen) => winning(seen) && isPage(seen),
    cause: 'page-for-token',
    next: 'check-address-or-page',
    actions: ['retry', ...edit],
  },
  {
    code: 'bad-response',
    when: winning,
    cause: 'no-token-in-answer',
    next: 'tell-administrator',
    actions: retry,
  },
  { code: 'bad-response', cause: 'bad-response', next: 'tell-administrator', actions: retry },
];
