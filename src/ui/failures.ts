import { l10n } from 'vscode';
import type { AuthError, AuthErrorCode } from '../auth/errors.js';
import { type About, type Circumstances, type Facts, factsOf } from './failureFacts.js';
import { tlsText } from './tlsWords.js';

/** What a message offers; failures of the network and of the service never offer to retype a password. */
export type FailureAction = 'edit' | 'retry' | 'useAddress' | 'certificate' | 'terminal' | 'log' | 'reload';

export interface Failure {
  readonly text: string;
  readonly actions: readonly FailureAction[];
}

const failures: Readonly<Record<Exclude<AuthErrorCode, 'cancelled'>, (facts: Facts) => Failure>> = {
  'invalid-input': ({ host, scopes, why, answered }) => ({
    text: answered
      ? l10n.t('{0} does not understand a request for {1}{2}. Ask for another scope.', host, scopes, why)
      : l10n.t('Something entered cannot be used{0}. Correct it and try again.', why),
    actions: answered ? ['log'] : ['edit'],
  }),
  'no-credential': ({ host, scopes, why, answered, saved }) => ({
    text: answered
      ? l10n.t(
          '{0} gives nobody without a credential a token for {1}{2}: it is private, or does not exist. Add a credential, or check the name.',
          host,
          scopes,
          why,
        )
      : saved
        ? l10n.t('{0} wants a user name and password. Edit the connection and add them.', host)
        : l10n.t('{0} wants a user name and password.', host),
    actions: ['edit'],
  }),
  'not-a-registry': ({ host, why }) => ({
    text: l10n.t('{0} does not answer like a container registry{1}. Check the address.', host, why),
    actions: ['edit', 'log'],
  }),
  'unsupported-challenge': ({ host, reason }) => ({
    text: l10n.t('{0} gives no token this way: {1}.', host, reason),
    actions: ['edit', 'log'],
  }),
  'untrusted-realm': ({ host, address, reason }) => ({
    text:
      address === host
        ? l10n.t('{0} was not asked for a token: {1}. Nothing was sent there.', host, reason)
        : l10n.t(
            '{0} names {1} as its token server, which was not asked: {2}. Nothing was sent there.',
            host,
            address,
            reason,
          ),
    actions: ['edit', 'log'],
  }),
  'realm-needs-consent': ({ registry, origin }) => ({
    text: l10n.t(
      '{0} wants the credential to be sent to {1}, and nobody has agreed to that yet. Nothing was sent there.',
      registry,
      origin,
    ),
    actions: ['retry', 'log'],
  }),
  redirected: ({ host, target, replaceable, why }) => {
    if (target === undefined) {
      const text = l10n.t('{0} redirects, but names no usable address{1}. Check the address.', host, why);
      return { text, actions: ['edit', 'log'] };
    }
    return replaceable
      ? {
          text: l10n.t(
            '{0} redirects to {1}{2}. The credential was not sent there. Use this address only if you know that it belongs to {0}.',
            host,
            target,
            why,
          ),
          actions: ['useAddress', 'log'],
        }
      : {
          text: l10n.t(
            '{0} redirects to {1}{2}. The credential was not sent there. Check the address.',
            host,
            target,
            why,
          ),
          actions: ['edit', 'log'],
        };
  },
  refused: ({ host, account, why, saved }) => ({
    text: saved
      ? l10n.t('{0} refused the credential of {1}{2}. Check it, and edit the connection.', host, account, why)
      : l10n.t('{0} refused the credential of {1}{2}. Check it.', host, account, why),
    actions: ['edit', 'log'],
  }),
  locked: ({ host, account, why }) => ({
    text: l10n.t(
      '{0} has locked {1}{2}. Wait or ask its administrator; trying again makes it last longer.',
      host,
      account,
      why,
    ),
    actions: ['log'],
  }),
  'second-factor': ({ host, account, why }) => ({
    text: l10n.t(
      '{0} wants a second factor from {1}{2}. Use an access token in place of the password.',
      host,
      account,
      why,
    ),
    actions: ['edit', 'log'],
  }),
  'expired-credential': ({ host, account, why, saved }) => ({
    text: saved
      ? l10n.t(
          'The credential of {1} has expired on {0}{2}. Make a new one and edit the connection.',
          host,
          account,
          why,
        )
      : l10n.t('The credential of {1} has expired on {0}{2}. Make a new one.', host, account, why),
    actions: ['edit', 'log'],
  }),
  denied: ({ host, account, scopes, why }) => ({
    text: l10n.t(
      '{0} does not allow {1} to use {2}{3}. The credential itself was not refused.',
      host,
      account,
      scopes,
      why,
    ),
    actions: ['log'],
  }),
  'not-found': ({ host, why }) => ({
    text: l10n.t('{0} does not know what was asked for{1}. Check the address and the repository.', host, why),
    actions: ['edit', 'log'],
  }),
  'rate-limited': ({ host, wait, why }) => ({
    text: l10n.t('{0} has had too many requests{1}. The credential is not at fault; {2}', host, why, wait),
    actions: ['retry', 'log'],
  }),
  'server-failed': ({ host, status, why }) => ({
    text: l10n.t('{0} failed by itself ({1}){2}. The credential is not at fault; try again later.', host, status, why),
    actions: ['retry', 'log'],
  }),
  'bad-response': ({ host, why }) => ({
    text: l10n.t(
      '{0} gave an answer that makes no sense here{1}. Check that the address is that of a registry.',
      host,
      why,
    ),
    actions: ['log'],
  }),
  dns: ({ host, why }) => ({
    text: l10n.t(
      'The name {0} cannot be found{1}. Check the address, and whether this network or VPN knows it.',
      host,
      why,
    ),
    actions: ['retry', 'edit'],
  }),
  unreachable: ({ host, why }) => ({
    text: l10n.t('{0} cannot be reached{1}. Check the address, the network and the VPN.', host, why),
    actions: ['retry', 'log'],
  }),
  timeout: ({ host, limit }) => ({
    text: l10n.t(
      '{0} did not answer in full within {1}. Try again, or allow more time with the setting registryAuth.requestTimeoutSeconds.',
      host,
      limit,
    ),
    actions: ['retry', 'log'],
  }),
  tls: (facts) => ({ text: tlsText(facts), actions: ['certificate', 'log'] }),
  proxy: ({ host, why, proxy }) => ({
    text:
      proxy === undefined
        ? l10n.t('The proxy on the way to {0} did not let the request through{1}. Check the proxy settings.', host, why)
        : l10n.t(
            'The proxy {2} on the way to {0} did not let the request through{1}. Check the proxy settings.',
            host,
            why,
            proxy,
          ),
    actions: ['retry', 'log'],
  }),
  clock: ({ host, why }) => ({
    text: l10n.t(
      'The clock of this machine and that of {0} differ too much{1}. Set the clock and try again.',
      host,
      why,
    ),
    actions: ['retry', 'log'],
  }),
  storage: ({ why }) => ({
    text: l10n.t('The secret storage of this editor failed{0}. See the log.', why),
    actions: ['log', 'retry'],
  }),
  'storage-behind': () => ({
    text: l10n.t(
      'Another window has changed the connections since this one was loaded. Reload this window; nothing was changed.',
    ),
    actions: ['reload'],
  }),
  changed: ({ host }) => ({
    text: l10n.t('{0} was changed meanwhile. Try again.', host),
    actions: ['retry'],
  }),
  removed: ({ host }) => ({
    text: l10n.t('The connection to {0} is no longer there.', host),
    actions: [],
  }),
};

/** Undefined for what a person cancelled: there is nothing to say. */
export function failureOf(
  error: AuthError,
  connection?: About,
  circumstances: Circumstances = { saved: true },
): Failure | undefined {
  if (error.code === 'cancelled') return undefined;
  const failure = failures[error.code](factsOf(error, connection, circumstances));
  return error.details?.command === undefined ? failure : { ...failure, actions: ['terminal', ...failure.actions] };
}
