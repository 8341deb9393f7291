import { answered, during, edit, log, retry } from './situation.js';
import type { Situation } from './situation.js';

/** What was entered, who signs in with it, and what they may do. */
export const accountSituations: readonly Situation[] = [
  { code: 'invalid-input', when: answered, cause: 'scope-not-understood', next: 'other-scope', actions: log },
  { code: 'invalid-input', cause: 'entry-unusable', next: 'correct-entry', actions: ['edit'] },
  { code: 'no-credential', when: answered, cause: 'private', next: 'add-credential', actions: ['edit'] },
  {
    code: 'no-credential',
    when: ({ details: { reason } }) => reason !== undefined,
    cause: 'sign-in-wanted',
    next: 'fetch-to-sign-in',
    actions: ['retry', 'edit'],
  },
  {
    code: 'no-credential',
    cause: 'credential-wanted',
    next: 'edit-add-credential',
    unsaved: 'enter-credential',
    actions: ['edit'],
  },

  {
    code: 'refused',
    when: ({ details: { skew } }) => skew !== undefined,
    cause: 'token-refused-clock',
    next: 'set-clock',
    actions: retry,
  },
  {
    code: 'refused',
    when: ({ details: { audience } }) => audience !== undefined,
    cause: 'token-refused-audience',
    next: 'tell-both',
    actions: log,
  },
  {
    code: 'refused',
    when: (seen) => during('content')(seen) && seen.step?.authorization === 'bearer',
    cause: 'token-refused',
    next: 'again-then-tell',
    actions: retry,
  },
  {
    code: 'refused',
    cause: 'credential-refused',
    next: 'edit-credential',
    unsaved: 'check-credential',
    actions: edit,
  },
  { code: 'locked', cause: 'locked', next: 'wait-or-administrator', actions: log },
  {
    code: 'second-factor',
    when: (seen) => seen.details.field === 'code' && answered(seen),
    cause: 'code-refused',
    next: 'next-code',
    actions: retry,
  },
  {
    code: 'second-factor',
    when: ({ details: { field } }) => field === 'code',
    cause: 'code-wanted',
    next: 'fetch-yourself',
    actions: edit,
  },
  { code: 'second-factor', cause: 'second-factor', next: 'use-access-token', actions: edit },
  {
    code: 'expired-credential',
    when: ({ details: { command } }) => command !== undefined,
    cause: 'session-ended',
    next: 'run-command',
    actions: ['terminal', ...edit],
  },
  {
    code: 'expired-credential',
    cause: 'credential-expired',
    next: 'edit-new-credential',
    unsaved: 'new-credential',
    actions: edit,
  },

  { code: 'denied', when: during('ping'), cause: 'client-refused', next: 'ask-for-access', actions: retry },
  { code: 'denied', when: during('catalogue'), cause: 'catalogue-refused', next: 'name-repository', actions: log },
  {
    code: 'denied',
    when: ({ details: { scopes = [] } }) => scopes.length === 0,
    cause: 'forbidden',
    next: 'ask-for-that-right',
    actions: log,
  },
  { code: 'denied', cause: 'not-allowed', next: 'ask-for-right', actions: log },
  {
    code: 'not-found',
    when: (seen) => during('exchange')(seen) && seen.said === '' && seen.details.reason === undefined,
    cause: 'no-token-server',
    next: 'tell-administrator',
    actions: edit,
  },
  {
    code: 'not-found',
    when: (seen) => during('content')(seen) || /NAME_UNKNOWN|MANIFEST_UNKNOWN/i.test(seen.said),
    cause: 'repository-unknown',
    next: 'check-repository',
    actions: log,
  },
  { code: 'not-found', when: during('exchange'), cause: 'not-found', next: 'check-address', actions: edit },
  { code: 'not-found', cause: 'not-found', next: 'check-address-repository', actions: edit },
];
