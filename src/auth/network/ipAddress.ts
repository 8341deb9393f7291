import { BlockList, isIP, type LookupFunction } from 'node:net';

export type AddressClass = 'public' | 'private' | 'loopback' | 'link-local' | 'unspecified' | 'multicast';

const ranges: readonly (readonly [AddressClass, network: string, prefix: number])[] = [
  ['loopback', '127.0.0.0', 8],
  ['loopback', '::1', 128],
  ['unspecified', '0.0.0.0', 8],
  ['unspecified', '::', 128],
  ['link-local', '169.254.0.0', 16],
  ['link-local', 'fe80::', 10],
  ['link-local', '168.63.129.16', 32], // the host of a virtual machine in Azure, which is nowhere else
  ['multicast', '224.0.0.0', 4],
  ['multicast', '240.0.0.0', 4], // reserved and broadcast: not connectable either
  ['multicast', 'ff00::', 8],
  ['private', '10.0.0.0', 8],
  ['private', '172.16.0.0', 12],
  ['private', '192.168.0.0', 16],
  ['private', '100.64.0.0', 10],
  ['private', 'fc00::', 7],
  ['private', 'fec0::', 10],
  ['private', '192.0.0.0', 24],
  ['private', '198.18.0.0', 15],
  ['private', '64:ff9b:1::', 48],
];

let lists: readonly { readonly kind: AddressClass; readonly list: BlockList }[] | undefined;

/** Made at first use: making them takes longer than activation may. */
function listsOfRanges(): NonNullable<typeof lists> {
  lists ??= ranges.map(([kind, network, prefix]) => {
    const list = new BlockList();
    list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
    return { kind, list };
  });
  return lists;
}

// IPv4 addresses inside IPv6 addresses, which are written as 32 digits here.
const EMBEDDED: readonly (readonly [RegExp, inverted?: true])[] = [
  [/^0{20}(?:ffff|0000)(.{8})$/], // IPv4-mapped and IPv4-compatible (RFC 4291 section 2.5.5)
  [/^0{16}ffff0000(.{8})$/], // IPv4-translated (RFC 2765)
  [/^0064ff9b0{16}(.{8})$/], // NAT64 (RFC 6052)
  [/^2002(.{8})/], // 6to4 (RFC 3056)
  [/^.{16}0[02]005efe(.{8})$/], // ISATAP (RFC 5214)
  [/^20010000.{16}(.{8})$/, true], // Teredo (RFC 4380)
];

/** Class of an IP address. `address` is text, IPv6 with or without brackets. */
export function classifyAddress(address: string): AddressClass {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 0) {
    return 'unspecified'; // not an IP address
  }
  const kind = kindOf(bare);
  const inside = family === 6 && kind === 'public' ? embeddedIn(bare) : undefined;
  return inside === undefined ? kind : kindOf(inside);
}

function kindOf(address: string): AddressClass {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return listsOfRanges().find(({ list }) => list.check(address, family))?.kind ?? 'public';
}

/** Whether a URL's host name is `localhost` or a loopback address. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return isAddress(name) ? classifyAddress(name) === 'loopback' : /(^|\.)localhost$/.test(name);
}

/** The address of a host that a foreign server is most restricted by: a public one, if there is one. */
export function leastTrusted(addresses: readonly string[]): string | undefined {
  return addresses.find((address) => classifyAddress(address) === 'public') ?? addresses[0];
}

/** A URL's host name without a final dot, which names the same host. The URL parser has already normalized the rest. */
export function hostNameOf(url: URL): string {
  return url.hostname.replace(/\.$/, '');
}

/** `hostNameOf` with the port, also where that is the default of the scheme. */
export function hostAndPortOf(url: URL): string {
  return `${hostNameOf(url)}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

/** Whether a URL's host name is an IP address. */
export function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

function embeddedIn(address: string): string | undefined {
  // The URL parser writes every IPv6 address in one way.
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = written.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '');
  const digits = [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0')).join('');
  for (const [form, inverted] of EMBEDDED) {
    const found = form.exec(digits)?.[1];
    if (found !== undefined) {
      return [...Buffer.from(found, 'hex')].map((byte) => (inverted ? 255 - byte : byte)).join('.');
    }
  }
  return undefined;
}

/** What a look-up needs. */
interface NameWorld {
  readonly lookup: LookupFunction;
  readonly signal: AbortSignal;
}

/** The `leastTrusted` address that a URL's host has now; undefined if it isn't found. Never throws. */
export async function presentAddress({ hostname }: URL, world: NameWorld): Promise<string | undefined> {
  const found = isAddress(hostname) ? [hostname] : await addressesOf(hostname, world);
  return typeof found === 'string' ? undefined : leastTrusted(found);
}

// Milliseconds; the user waits for the result.
const PATIENCE = 3000;

/** Resolves a host name to its current IP addresses, or to an error code. Never throws. */
export async function addressesOf(host: string, { lookup, signal }: NameWorld): Promise<readonly string[] | string> {
  return new Promise((resolve) => {
    const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    late.addEventListener('abort', () => resolve('ETIMEDOUT'), { once: true });
    lookup(host, { all: true }, (error, address) => {
      if (error) {
        resolve(error.code ?? error.message);
      } else {
        resolve(typeof address === 'string' ? [address] : address.map((one) => one.address));
      }
    });
  });
}
