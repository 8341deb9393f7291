import { l10n } from 'vscode';
import type { AuthError, TlsProblem } from '../../auth/errors.js';
import { type Certificate, commonName } from '../../auth/network/certificate.js';
import { hostAndPortOf } from '../../auth/network/ipAddress.js';
import { day } from '../localize.js';
import type { Choice } from '../prompts/ask.js';
import type { OptionChange } from './optionChanges.js';

/** Choice after a TLS failure. */
export type TlsChoice = { readonly change: OptionChange } | { readonly copy: string };

interface Ways {
  readonly safe: readonly Choice<TlsChoice>[];
  /** Never the default choice for Enter. */
  readonly unsafe: readonly Choice<TlsChoice>[];
}

// Another certificate authority doesn't fix an expired certificate or one for another host.
const offers: Readonly<Record<TlsProblem, readonly OptionChange['type'][]>> = {
  'self-signed': ['addAuthority', 'trust', 'stopChecking'],
  'unknown-authority': ['addAuthority', 'stopChecking'],
  expired: ['stopChecking'],
  'not-yet-valid': ['stopChecking'],
  'wrong-host': ['stopChecking'],
  protocol: [],
  'not-tls': [],
  'client-certificate': ['useClientCertificate'],
  'client-certificate-refused': ['useClientCertificate'],
  handshake: ['useClientCertificate'],
  other: ['addAuthority', 'stopChecking'],
};

// The other options apply to the connection's own hosts only, so they wouldn't help elsewhere.
const offersElsewhere: readonly OptionChange['type'][] = ['addAuthority'];

/** Whether the connection's options can fix the failure. `hosts` are the hosts, with port, that the user entered. */
export function mendable(error: AuthError, hosts: readonly string[]): boolean {
  const { safe, unsafe } = waysOut(error, hosts);
  return safe.length + unsafe.length > 0;
}

/** The host that failed, when the user didn't enter it, such as a token server. */
export function elsewhere({ details: { host } = {} }: AuthError, hosts: readonly string[]): string | undefined {
  return host === undefined || hosts.includes(hostAndPortOf(new URL(`https://${host}`))) ? undefined : host;
}

/**
 * Choices for fixing a TLS failure, with the unsafe ones separate. Empty for other failures. `hosts` are the hosts,
 * with port, that the user entered.
 */
export function waysOut(error: AuthError, hosts: readonly string[]): Ways {
  const { code, details = {} } = error;
  if (code !== 'tls') {
    return { safe: [], unsafe: [] };
  }
  const { tls = 'other', chain: [certificate] = [], host = '' } = details;
  const other = elsewhere(error, hosts);
  const choices: Readonly<Record<OptionChange['type'], () => Choice<TlsChoice>[]>> = {
    addAuthority: () => [
      {
        label: l10n.t('Choose CA File…'),
        detail:
          other === undefined
            ? l10n.t('PEM or DER, trusted for this connection only')
            : l10n.t('For {0}, another host or port. PEM or DER, trusted for this connection only', other),
        icon: 'file',
        value: { change: { type: 'addAuthority' } },
      },
    ],
    trust: () =>
      certificate === undefined
        ? []
        : [
            {
              label: l10n.t('Trust This Certificate'),
              detail: l10n.t('For this connection only. Compare the fingerprint below with the operator’s first'),
              icon: 'verified',
              value: { change: { type: 'trust', certificate } },
            },
          ],
    useClientCertificate: () => [
      {
        label: l10n.t('Choose Client Certificate…'),
        detail: l10n.t('Certificate and private key in one PEM file or two, used for this connection only'),
        icon: 'key',
        value: { change: { type: 'useClientCertificate' } },
      },
    ],
    stopChecking: () => [
      {
        label: l10n.t('Skip Certificate Check…'),
        detail: l10n.t('Anyone on the network path could impersonate {0} and read the credential', host),
        icon: 'unlock',
        value: { change: { type: 'stopChecking', host } },
      },
    ],
  };
  const offered = (unsafe: boolean): Choice<TlsChoice>[] =>
    offers[tls]
      .filter((type) => (type === 'stopChecking') === unsafe)
      .filter((type) => other === undefined || offersElsewhere.includes(type))
      .flatMap((type) => choices[type]());
  return { safe: offered(false), unsafe: offered(true) };
}

/** Rows for the presented certificate chain. Choosing one copies its fingerprint. */
export function chainRows({ code, details }: AuthError): readonly Choice<TlsChoice>[] {
  if (code !== 'tls') {
    return [];
  }
  return (details?.chain ?? []).map((certificate, index) => ({
    label: l10n.t('Copy Fingerprint: {0}', nameOf(certificate)),
    description: descriptionOf(certificate),
    // Without colons or other text, because a row has limited space.
    detail: certificate.fingerprint.replaceAll(':', ''),
    icon: 'copy',
    value: { copy: certificate.fingerprint },
    ...(index === 0 ? { group: '' } : {}),
  }));
}

function nameOf({ subject, names: [first = commonName(subject), ...others] }: Certificate): string {
  return others.length === 0 ? first : l10n.t('{0} and {1} more', first, others.length);
}

function descriptionOf({ subject, issuer, validTo }: Certificate): string {
  const by = issuer === subject ? l10n.t('self-signed') : l10n.t('issued by {0}', commonName(issuer));
  return l10n.t('SHA-256, {0}, valid until {1}', by, day(validTo, 'medium'));
}
