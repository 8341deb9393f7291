import { l10n } from 'vscode';
import { type Connection, hostOf } from '../connections/connection.js';
import { type Risk, risksOf } from '../connections/risks.js';

/** Appends the connection's risks to a text, and reports whether there are any. */
export function withRisks(text: string, connection: Connection): { readonly text: string; readonly risky: boolean } {
  const risks = risksOf(connection);
  return { text: [text, ...risks.map((risk) => words[risk](hostOf(connection)))].join(' '), risky: risks.length > 0 };
}

const words: Readonly<Record<Risk, (host: string) => string>> = {
  'plain-http': (host) =>
    l10n.t('{0} is reached over plain http: anyone on the network path can read the traffic.', host),
  unverified: (host) =>
    l10n.t('The certificate of {0} is not checked: anyone on the network path could impersonate it.', host),
};
