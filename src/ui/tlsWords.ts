import { env, l10n } from 'vscode';
import type { Certificate } from '../auth/certificate.js';
import type { TlsProblem } from '../auth/tlsProblem.js';

export interface TlsFacts {
  readonly host: string;
  /** In brackets with a blank before, or empty. */
  readonly why: string;
  readonly tls: TlsProblem;
  /** The server's own certificate. */
  readonly certificate: Certificate | undefined;
  /** `host:port`, where one is on the way. */
  readonly proxy: string | undefined;
}

// More do not fit into a message.
const SHOWN_NAMES = 3;

/** What is wrong with TLS at a host, and what to do about it. */
export function tlsText(facts: TlsFacts): string {
  return texts[facts.tls](facts);
}

const texts: Readonly<Record<TlsProblem, (facts: TlsFacts) => string>> = {
  'self-signed': ({ host, why }) =>
    l10n.t(
      'The certificate of {0} is signed by itself{1}, so nobody else vouches for it. Nothing was sent.',
      host,
      why,
    ),
  'unknown-authority': ({ host, why, certificate, proxy }) =>
    proxy === undefined
      ? l10n.t(
          'The certificate of {0} comes from {2}, which is not trusted here{1}. Nothing was sent. If it is a private authority, choose the file with its certificate.',
          host,
          why,
          issuerOf(certificate),
        )
      : l10n.t(
          'The certificate of {0} comes from {2}, which is not trusted here{1}. Nothing was sent. The proxy {3} may open connections; then choose the file with the certificate of its authority.',
          host,
          why,
          issuerOf(certificate),
          proxy,
        ),
  expired: ({ host, why, certificate }) =>
    l10n.t(
      'The certificate of {0} expired on {2}{1}. Nothing was sent. Its operator has to renew it; if the date is not past, the clock of this machine is wrong.',
      host,
      why,
      day(certificate?.validTo),
    ),
  'not-yet-valid': ({ host, why, certificate }) =>
    l10n.t(
      'The certificate of {0} is valid only from {2}{1}. Nothing was sent. If that day has come, the clock of this machine is wrong.',
      host,
      why,
      day(certificate?.validFrom),
    ),
  'wrong-host': ({ host, why, certificate }) =>
    l10n.t(
      'The certificate that {0} shows is for {2}{1}. Nothing was sent. Check the address: it should be a name that the certificate holds.',
      host,
      why,
      namesOf(certificate),
    ),
  protocol: ({ host, why }) =>
    l10n.t('{0} speaks only a version of TLS that is no longer safe{1}. Its operator has to renew it.', host, why),
  'not-tls': ({ host, why }) =>
    l10n.t(
      '{0} does not speak https{1}. Check the address and its port; for plain http it has to begin with http://.',
      host,
      why,
    ),
  'client-certificate': ({ host, why }) => l10n.t('{0} wants a client certificate{1}, and got none.', host, why),
  'client-certificate-refused': ({ host, why }) => l10n.t('{0} refuses the client certificate{1}.', host, why),
  handshake: ({ host, why }) =>
    l10n.t(
      '{0} broke off before the connection was secure{1}. It may want a client certificate, or another version of TLS.',
      host,
      why,
    ),
  other: ({ host, why }) => l10n.t('The connection to {0} is not trusted{1}. Nothing was sent.', host, why),
};

function issuerOf(certificate: Certificate | undefined): string {
  return certificate === undefined || certificate.issuer === ''
    ? l10n.t('an authority')
    : `“${commonName(certificate.issuer)}”`;
}

/** The part of a certificate's name that people use; the whole where there is none. */
export function commonName(name: string): string {
  return /(?:^|, )CN=((?:\\.|[^,\\])+)/.exec(name)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? name;
}

/** A day (milliseconds since the epoch) in the reader's language. */
export function day(time: number | undefined, dateStyle: 'long' | 'medium' = 'long'): string {
  return time === undefined || Number.isNaN(time)
    ? l10n.t('an unknown day')
    : new Date(time).toLocaleDateString(env.language, { dateStyle });
}

function namesOf(certificate: Certificate | undefined): string {
  const names = certificate?.names ?? [];
  if (names.length === 0) return l10n.t('no host at all');
  const shown = names.slice(0, SHOWN_NAMES);
  const more = names.length - shown.length;
  return new Intl.ListFormat(env.language).format(more > 0 ? [...shown, l10n.t('{0} more', more)] : shown);
}
