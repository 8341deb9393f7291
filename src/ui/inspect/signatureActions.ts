import { l10n } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import type { Verification } from '../../inspection/signature/verifySignature.js';
import type { ChainLink } from '../../inspection/signature/x5c.js';
import { translate } from '../localize.js';
import type { Choice } from '../prompts/ask.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Core, Surface } from '../surface.js';
import { withText } from './keptToken.js';
import type { Evidence, OnPage, TokenAction } from './shownToken.js';

/** Source of the verification key. */
type Source = 'paste' | 'address' | 'issuer' | 'certificates';

/**
 * Verifies the signature, only on request and with a key source that the user chooses. Reports exactly what was
 * checked.
 */
async function verifySignature(on: OnPage): Promise<void> {
  const source = await chooseSource(on);
  await withText(on, async (value) => {
    const found = await check(on, source, value);
    const { surface, shown } = on;
    const evidence = evidenceWith(found, shown.evidence);
    if (evidence !== undefined) {
      await on.show({ ...shown, evidence });
    }
    const severity = found.outcome === 'matches' ? 'info' : 'warning';
    void surface.ask.tell({ severity, text: found.sentence, actions: [] });
  });
}

async function chooseSource({ surface, inspection }: OnPage): Promise<Source> {
  const issuer = issuerOf(inspection);
  const choices: Choice<Source>[] = [
    { label: l10n.t('Paste a Key…'), detail: l10n.t('PEM, JWK, or JWKS'), icon: 'clippy', value: 'paste' },
    { label: l10n.t('Fetch Keys from a URL…'), detail: l10n.t('A JWKS over https'), icon: 'globe', value: 'address' },
    ...(issuer === undefined
      ? []
      : [
          {
            label: l10n.t('Fetch Keys from the Issuer'),
            detail: issuer.host,
            icon: 'search',
            value: 'issuer' as const,
          },
        ]),
    ...(inspection.header.some(({ name }) => name === 'x5c')
      ? [
          {
            label: l10n.t('Use the Certificates in the Token'),
            detail: l10n.t('They don’t prove who issued the token'),
            icon: 'file-badge',
            value: 'certificates' as const,
          },
        ]
      : []),
  ];
  const placeholder = l10n.t('Choose the key to verify the signature with');
  return unlessBack(await surface.ask.pick({ title: l10n.t('Verify Signature'), placeholder, choices }));
}

async function check({ surface, inspection }: OnPage, source: Source, value: string): Promise<Verification> {
  const { verifyWithCertificates, verifyWithKeys } = await surface.core();
  if (source === 'certificates') {
    return verifyWithCertificates(value, surface.now(), translate);
  }
  if (source === 'paste') {
    const text = await askText(surface, l10n.t('Paste a public key or certificate (PEM), a JWK, or a JWKS'), 'paste');
    return verifyWithKeys(value, text, { now: surface.now() }, translate);
  }
  const { fetchKeys } = await surface.core();
  const address = source === 'issuer' ? await discover(surface, inspection) : await askAddress(surface);
  const keys = await fetchKeys(address, keyReading(surface));
  return verifyWithKeys(value, keys.text, { now: surface.now(), address: keys.address }, translate);
}

async function discover(surface: Surface, inspection: TokenInspection): Promise<URL> {
  const issuer = issuerOf(inspection);
  if (issuer === undefined) {
    throw cancelled();
  }
  const { discoverKeys } = await surface.core();
  return discoverKeys(issuer, keyReading(surface));
}

type KeyReading = Parameters<Core['fetchKeys']>[1];

// Characters. A longer address, of a redirect or an issuer, would push the buttons of the question off the screen.
const ADDRESS_SHOWN = 300;

/** Each request has a progress of its own, so that no question is asked while one is shown. */
function keyReading({ ask, tokens }: Surface): KeyReading {
  return {
    http: async (request) => {
      const loaded = await tokens();
      const { value } = await ask.progress(l10n.t('Reading keys from {0}…', request.url.host), (signal) =>
        loaded.traced([], {}, { signal }, ({ http }) => http(request)),
      );
      return value;
    },
    agree: ({ host, href }, from) => {
      const detail = l10n.t(
        '{0} is requested without a credential. The token isn’t sent. {1} can see this request.',
        href.length > ADDRESS_SHOWN ? `${href.slice(0, ADDRESS_SHOWN)}…` : href,
        host,
      );
      return ask.confirm({
        message: l10n.t('Fetch keys from {0}?', host),
        detail: from === undefined ? detail : `${l10n.t('{0} redirects to this address.', from.host)} ${detail}`,
        action: l10n.t('Fetch Keys'),
      });
    },
  };
}

async function askAddress(surface: Surface): Promise<URL> {
  return new URL(await askText(surface, l10n.t('URL of a JWKS'), 'https'));
}

async function askText({ ask, clipboard }: Surface, prompt: string, sort: 'paste' | 'https'): Promise<string> {
  return unlessBack(
    await ask.text({
      title: l10n.t('Verify Signature'),
      prompt,
      ...(sort === 'https'
        ? {
            placeholder: 'https://…/jwks',
            validate: addressProblem,
          }
        : { paste: { tooltip: l10n.t('Paste from Clipboard'), text: () => clipboard.paste() } }),
    }),
  );
}

function addressProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') {
    return l10n.t('Enter a URL that begins with https://.');
  }
  return url.username === '' && url.password === ''
    ? undefined
    : l10n.t('The URL must not contain a user name or password.');
}

/** The issuer's URL, when the `iss` claim is an https URL. */
function issuerOf({ claims }: TokenInspection): URL | undefined {
  const named = claims.find(({ name }) => name === 'iss')?.value ?? '';
  return /^https:\/\//i.test(named) && URL.canParse(named) ? new URL(named) : undefined;
}

/**
 * Evidence with the result of a check; undefined if that adds nothing. Certificates are kept only with the signature
 * that was checked with them, because they take from what its match proves.
 */
function evidenceWith({ outcome, key, chain }: Verification, evidence: Evidence): Evidence | undefined {
  const compared = outcome === 'matches' || outcome === 'differs';
  if (!compared && (chain === undefined || evidence.signature)) {
    return undefined;
  }
  const others = { ...evidence };
  delete others.certificates;
  return {
    ...others,
    ...(compared && { signature: { matches: outcome === 'matches', ...(key !== undefined && { key }) } }),
    ...(chain && { certificates: chain.map(inOneLine) }),
  };
}

/** Joins an X.509 name that has one attribute per line. */
function inOneLine(link: ChainLink): ChainLink {
  const joined = (name: string) => name.replaceAll('\n', ', ');
  return { ...link, subject: joined(link.subject), issuer: joined(link.issuer) };
}

function cancelled(): AuthError {
  return new AuthError('cancelled', 'Nothing was chosen.');
}

export const verifyAction: TokenAction = {
  id: 'verify',
  icon: 'verified',
  offered: (_shown, { claims, header }) => claims.length > 0 && header.length > 0,
  run: verifySignature,
};
