import { l10n } from 'vscode';
import type { Certificate } from '../auth/certificate.js';
import type { AuthError } from '../auth/errors.js';
import type { TlsProblem } from '../auth/tlsProblem.js';
import { type Connection, hostOf } from '../connections/connection.js';
import { clockTime, duration, scopeWords, translate } from './words.js';

export type About = Pick<Connection, 'address' | 'account'>;

/** Whether there is a connection that could be edited, or one is just being made. */
export interface Circumstances {
  readonly saved: boolean;
}

/** The facts that the sentences of failures.ts need, each with something to say where an error does not know it. */
export interface Facts {
  readonly host: string;
  readonly registry: string;
  readonly account: string;
  /** In brackets with a blank before, or empty. */
  readonly why: string;
  /** One clause. */
  readonly reason: string;
  /** It was the service that said so. */
  readonly answered: boolean;
  readonly saved: boolean;
  /** Of a redirect, where it leads; undefined where it names no usable address. */
  readonly target: string | undefined;
  /** It is the token server that redirects, so that another address could take its place. */
  readonly replaceable: boolean;
  readonly origin: string;
  readonly address: string;
  readonly scopes: string;
  readonly status: string;
  readonly limit: string;
  readonly wait: string;
  /** Where TLS failed. */
  readonly tls: TlsProblem;
  /** The server's own certificate, where it showed one. */
  readonly certificate: Certificate | undefined;
  /** `host:port`, where one is on the way. */
  readonly proxy: string | undefined;
}

/** The address that could be used in place of the token server that redirected; without a query, every request brings one. */
export function replacementOf({ code, details, trace }: AuthError): string | undefined {
  const replaceable = code === 'redirected' && trace?.steps.at(-1)?.purpose === 'exchange';
  if (!replaceable || details?.address === undefined) return undefined;
  const { origin, pathname } = new URL(details.address);
  return origin + pathname;
}

export function factsOf(error: AuthError, connection: About | undefined, { saved }: Circumstances): Facts {
  const { details = {}, service, status } = error;
  const registry = details.registry ?? (connection ? hostOf(connection) : undefined);
  const host = details.host ?? registry ?? l10n.t('the server');
  const origin = details.origin ?? host;
  return {
    host,
    registry: registry ?? host,
    account: connection?.account ?? l10n.t('this connection'),
    why: bracketed([details.reason && translate(details.reason), service?.text ?? service?.code, details.system]),
    reason: details.reason === undefined ? l10n.t('it does not say why') : translate(details.reason),
    answered: status !== undefined,
    saved,
    target: details.address,
    replaceable: replacementOf(error) !== undefined,
    origin,
    address: details.address ?? origin,
    scopes: scopeWords(details.scopes ?? []),
    tls: details.tls ?? 'other',
    certificate: details.chain?.[0],
    proxy: details.proxy,
    status: status === undefined ? l10n.t('no status') : String(status),
    limit: duration(details.limit ?? 0),
    wait:
      details.retryAt === undefined
        ? l10n.t('try again later.')
        : l10n.t('try again after {0}.', clockTime(details.retryAt)),
  };
}

function bracketed(parts: readonly (string | undefined)[]): string {
  const said = parts.filter((part) => part !== undefined && part !== '');
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}
