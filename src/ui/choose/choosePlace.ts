import { l10n } from 'vscode';
import { isLoopbackHost } from '../../auth/network/ipAddress.js';
import { parseAddress } from '../../connections/address.js';
import type { Connection } from '../../connections/connection.js';
import { findKind, hostAliases } from '../../registries/index.js';
import { usableConnections } from '../acquire/usableConnections.js';
import { nameOf } from '../localize.js';
import type { Choice } from '../prompts/ask.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';

/** Registry that the user says a token is for. */
export interface TokenDestination {
  readonly registry: URL;
  /** Connection whose network options, such as certificates, apply. */
  readonly connection?: Connection;
}

const answersForImages = ({ kind }: Connection): boolean => findKind(kind)?.pullScopes !== undefined;

/**
 * Asks which registry a token is for. Never uses an address from the token itself, which could be anyone's. `named` is a
 * host that the pasted text names beside the token: the first choice. Throws AuthError `cancelled`.
 */
export async function choosePlace(
  surface: Surface,
  question: { readonly title: string; readonly placeholder: string; readonly named?: string | undefined },
): Promise<TokenDestination> {
  const { named, ...asked } = question;
  const choices = (await usableConnections(surface)).filter(answersForImages).map((connection) => ({
    label: nameOf(connection),
    description: new URL(connection.address).origin,
    value: { registry: new URL(connection.address), connection },
  }));
  return unlessBack(
    await surface.ask.pick<TokenDestination>({
      ...asked,
      choices: named === undefined ? choices : namedFirst(named, choices),
      typed: typedPlace,
    }),
  );
}

/** The connections of that host, whose network options apply there, or the host by itself, come before the others. */
function namedFirst(named: string, choices: readonly Choice<TokenDestination>[]): readonly Choice<TokenDestination>[] {
  const place = typedPlace(named);
  if (typeof place === 'string') {
    return choices;
  }
  const detail = l10n.t('Named in the pasted text');
  const isThere = ({ value }: Choice<TokenDestination>): boolean => value.registry.host === place.value.registry.host;
  const there = choices.filter(isThere);
  const first = there.length === 0 ? [place] : there;
  return [...first.map((choice) => ({ ...choice, detail })), ...choices.filter((choice) => !isThere(choice))];
}

function typedPlace(text: string): Choice<TokenDestination> | string {
  try {
    const { origin } = parseAddress(text, hostAliases);
    if (origin.protocol !== 'https:' && !isLoopbackHost(origin.hostname)) {
      return l10n.t('Tokens are sent over https only. For plain http, add a connection that allows it.');
    }
    return { label: origin.host, description: origin.origin, icon: 'globe', value: { registry: origin } };
  } catch {
    return l10n.t('Enter a registry host or URL.');
  }
}
