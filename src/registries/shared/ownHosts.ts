import { hostAndPortOf } from '../../auth/network/ipAddress.js';
import { findKind } from '../index.js';

/** Hosts, with port, that the user entered: the address and the addresses among the settings. */
export function ownHosts({
  address,
  kind = '',
  settings = {},
}: {
  readonly address: string;
  readonly kind?: string;
  readonly settings?: Readonly<Record<string, string>>;
}): readonly string[] {
  const places = (findKind(kind)?.settings ?? [])
    .filter(({ isAddress }) => isAddress === true)
    .map(({ name }) => settings[name]?.trim() ?? '');
  return [address, ...places].filter((place) => URL.canParse(place)).map((place) => hostAndPortOf(new URL(place)));
}
