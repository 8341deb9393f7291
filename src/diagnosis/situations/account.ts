import { answered, asks, during, edit, log, look, retry, type Seen, type Situation } from './situation.js';

const namesNoScope = ({ details: { scopes = [] } }: Seen): boolean => scopes.length === 0;

/**
 * Whether the credential is known to be accepted: a token was had for it, the service that checks signatures says what
 * is missing, or the kind knows what a refusal means. A 403 of a token server or to a password can mean either.
 */
function accepted({ details, step, said }: Seen): boolean {
  if (step?.status === undefined || details.reason !== undefined) {
    return true;
  }
  return step.purpose === 'sign-in' ? said !== '' : step.authorization === 'bearer';
}

/** The request held a user name and password, and no other reason for the rejection is known. */
const sentPassword = ({ step, details }: Seen): boolean =>
  details.reason === undefined &&
  (step?.authorization === 'basic' ||
    step?.form?.some(([name, value]) => name === 'grant_type' && value === 'password') === true);

/** Failures of the input, the credential and its permissions. */
export const accountSituations: readonly Situation[] = [
  {
    code: 'invalid-input',
    when: (seen) => answered(seen) && seen.details.field !== undefined,
    cause: 'input-refused',
    next: 'edit-correct-entry',
    unsaved: 'correct-entry',
    actions: edit,
  },
  { code: 'invalid-input', when: answered, cause: 'scope-not-understood', next: 'other-scope', actions: log },
  { code: 'invalid-input', cause: 'entry-unusable', next: 'correct-entry', actions: ['edit'] },
  { code: 'no-credential', when: answered, cause: 'private', next: 'add-credential', actions: ['edit'] },
  {
    code: 'no-credential',
    when: asks,
    cause: 'sign-in-wanted',
    next: 'fetch-to-sign-in',
    actions: ['retry', 'edit'],
  },
  {
    code: 'no-credential',
    when: ({ details: { field } }) => field === 'environment',
    cause: 'sign-in-wanted',
    next: 'supply-credential',
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
    actions: look,
  },
  {
    code: 'refused',
    when: ({ details: { audience } }) => audience !== undefined,
    cause: 'token-refused-audience',
    next: 'tell-both',
    actions: ['diagnose', 'log'],
  },
  {
    code: 'refused',
    when: (seen) => seen.details.token === true || (during('content')(seen) && seen.step?.authorization === 'bearer'),
    cause: 'token-refused',
    next: 'again-then-tell',
    actions: look,
  },
  {
    code: 'refused',
    when: sentPassword,
    cause: 'password-refused',
    next: 'edit-password',
    unsaved: 'check-password',
    actions: edit,
  },
  {
    code: 'refused',
    cause: 'credential-refused',
    next: 'edit-credential',
    unsaved: 'check-credential',
    actions: edit,
  },
  { code: 'locked', cause: 'locked', next: 'wait-or-administrator', actions: log },
  { code: 'second-factor', when: asks, cause: 'second-factor', next: 'sign-in-again', actions: edit },
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
  {
    code: 'second-factor',
    when: ({ details: { field } }) => field === 'setup',
    cause: 'second-factor',
    next: 'set-up-factor',
    actions: edit,
  },
  { code: 'second-factor', cause: 'second-factor', next: 'use-access-token', actions: edit },
  { code: 'expired-credential', when: asks, cause: 'session-ended', next: 'sign-in-again', actions: edit },
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

  {
    code: 'denied',
    when: (seen) => seen.details.field === 'network' || (during('ping')(seen) && answered(seen)),
    cause: 'client-refused',
    next: 'ask-for-access',
    actions: retry,
  },
  {
    code: 'denied',
    when: (seen) => during('content')(seen) && seen.details.registry !== undefined,
    cause: 'storage-refused',
    next: 'ask-for-access',
    actions: look,
  },
  {
    code: 'denied',
    when: (seen) => during('catalogue')(seen) && accepted(seen),
    cause: 'catalogue-refused',
    next: 'name-repository',
    actions: log,
  },
  {
    code: 'denied',
    when: during('catalogue'),
    cause: 'catalogue-refused-unsaid',
    next: 'name-repository',
    actions: log,
  },
  {
    code: 'denied',
    when: (seen) => namesNoScope(seen) && accepted(seen),
    cause: 'forbidden',
    next: 'ask-for-that-right',
    actions: log,
  },
  {
    code: 'denied',
    when: namesNoScope,
    cause: 'forbidden-unsaid',
    next: 'check-credential-and-right',
    actions: edit,
  },
  { code: 'denied', when: accepted, cause: 'not-allowed', next: 'ask-for-right', actions: ['diagnose', 'log'] },
  {
    code: 'denied',
    cause: 'not-allowed-unsaid',
    next: 'check-credential-and-right',
    actions: ['edit', 'diagnose', 'log'],
  },
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
    actions: ['diagnose', 'log'],
  },
  { code: 'not-found', when: during('exchange'), cause: 'not-found', next: 'check-address', actions: edit },
  { code: 'not-found', cause: 'not-found', next: 'check-address-repository', actions: edit },
];
