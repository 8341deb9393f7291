import { l10n } from 'vscode';
import { commonName } from '../../auth/network/certificate.js';
import { certificatesOf } from '../../auth/network/pem.js';
import { LONGEST_DEADLINE } from '../../connections/options.js';
import { duration } from '../localize.js';
import type { Ask, Choice } from '../prompts/ask.js';
import { back, type OrBack } from '../prompts/multiStep.js';
import { readSettings } from '../settings.js';
import type { ConnectionDraft } from './connectionDraft.js';
import { changed, mistakeIn, type OptionChange } from './optionChanges.js';

type Removal = 'ca' | 'clientCertificate' | 'unverified';
type Row = 'done' | 'deadline' | { readonly remove: Removal } | { readonly change: OptionChange };

/** Short descriptions of the options that aren't defaults. */
export function optionWords({ options }: Pick<ConnectionDraft, 'options'>): readonly string[] {
  const { ca, clientCertificate, unverified, deadline } = options;
  return [
    ...(unverified === true ? [l10n.t('certificate not checked')] : []),
    ...(ca === undefined ? [] : [l10n.t('own certificates')]),
    ...(clientCertificate === undefined ? [] : [l10n.t('client certificate')]),
    ...(deadline === undefined ? [] : [duration(deadline * 1000)]),
  ];
}

/** Lets the user change options one by one, until done or back. Throws AuthError `cancelled`. */
export async function askOptions(
  ask: Ask,
  heading: string,
  start: ConnectionDraft,
): Promise<{ readonly draft: ConnectionDraft; readonly isDone: boolean }> {
  const host = start.place?.origin.host ?? '';
  const title = l10n.t('{0}: Certificates and Options', heading);
  let draft = start;
  let mistake: string | undefined;
  for (;;) {
    const row = await ask.pick<Row>({
      title,
      canGoBack: true,
      ...(mistake === undefined ? {} : { message: mistake }),
      placeholder: l10n.t('How {0} is reached', host),
      choices: rowsOf(draft),
    });
    if (row === back || row === 'done') {
      return { draft, isDone: row === 'done' };
    }
    const result = await next(ask, title, draft, row).catch(mistakeIn);
    mistake = typeof result === 'string' ? result : undefined;
    if (typeof result === 'object') {
      draft = result;
    }
  }
}

async function next(
  ask: Ask,
  title: string,
  draft: ConnectionDraft,
  row: Exclude<Row, 'done'>,
): Promise<OrBack<ConnectionDraft>> {
  if (row === 'deadline') {
    return askDeadline(ask, title, draft);
  }
  if ('change' in row) {
    return changed(ask, title, draft, row.change);
  }
  const left = Object.entries(draft.options).filter(([name]) => name !== row.remove);
  return {
    ...draft,
    options: Object.fromEntries(left),
    ...(row.remove === 'clientCertificate' ? { clientKey: undefined } : {}),
  };
}

function rowsOf(draft: ConnectionDraft): readonly Choice<Row>[] {
  const { deadline } = draft.options;
  return [
    { label: l10n.t('Done'), icon: 'check', value: 'done' },
    ...(draft.place?.origin.protocol === 'http:' ? [] : tlsRows(draft)),
    {
      label: l10n.t('Request Timeout…'),
      description:
        deadline === undefined
          ? l10n.t('{0}, from the settings', duration(readSettings().requestTimeout * 1000))
          : duration(deadline * 1000),
      icon: 'watch',
      value: 'deadline',
    },
  ];
}

function tlsRows({ options, place }: ConnectionDraft): readonly Choice<Row>[] {
  const { ca, clientCertificate, unverified } = options;
  const host = place?.origin.host ?? '';
  return [
    {
      label: l10n.t('Choose CA File…'),
      detail: l10n.t('PEM or DER, trusted for this connection besides the public authorities'),
      icon: 'file',
      value: { change: { type: 'addAuthority' } },
    },
    ...(ca === undefined ? [] : [removal('ca', l10n.t('Remove Own Certificates'), namesIn(ca))]),
    {
      label: l10n.t('Choose Client Certificate…'),
      detail: l10n.t('For a host that requires one. PEM, with its private key'),
      icon: 'key',
      value: { change: { type: 'useClientCertificate' } },
    },
    ...(clientCertificate === undefined
      ? []
      : [removal('clientCertificate', l10n.t('Remove Client Certificate'), namesIn(clientCertificate))]),
    unverified === true
      ? { ...removal('unverified', l10n.t('Turn On Certificate Check'), l10n.t('off')), icon: 'lock' }
      : {
          label: l10n.t('Skip Certificate Check…'),
          detail: l10n.t('Anyone on the network path could impersonate {0} and read the credential', host),
          icon: 'unlock',
          value: { change: { type: 'stopChecking', host } },
        },
  ];
}

function removal(remove: Removal, label: string, description: string): Choice<Row> {
  return { label, description, icon: 'trash', value: { remove } };
}

function namesIn(pem: string): string {
  return certificatesOf(pem)
    .map(({ subject }) => commonName(subject))
    .join(', ');
}

async function askDeadline(ask: Ask, title: string, draft: ConnectionDraft): Promise<OrBack<ConnectionDraft>> {
  const { deadline, ...others } = draft.options;
  const text = await ask.text({
    title,
    canGoBack: true,
    prompt: l10n.t('Timeout of one request, in seconds (leave empty to use the setting)'),
    value: deadline === undefined ? '' : String(deadline),
    validate: (value) =>
      value === '' || (/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= LONGEST_DEADLINE)
        ? undefined
        : l10n.t('Enter a whole number from 1 to {0}.', LONGEST_DEADLINE),
  });
  if (text === back) {
    return back;
  }
  return { ...draft, options: text === '' ? others : { ...others, deadline: Number(text) } };
}
