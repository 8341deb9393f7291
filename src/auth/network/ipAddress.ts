import { BlockList, isIP, type LookupFunction } from 'node:net';

export type AddressClass = 'public' | 'private' | 'loopback' | 'link-local' | 'unspecified' | 'multicast';

const ranges: readonly (readonly [AddressClass, network: string, prefix: number])[] = [
  ['loopback', '127.0.0.0', 8],
  ['loopback', '::1', 128],
  ['unspecified', '0.0.0.0', 8],
  ['unspecified', '::', 128],
  ['link-local', '169.254.0.0', 16],
  ['link-local', 'fe80::', 10],
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

// IPv4 addresses inside IPv6 addresses: IPv4-mapped, IPv4-translated, IPv4-compatible, NAT64 and 6to4 (RFC 4291 section
// 2.5.5, RFC 2765, RFC 6052, RFC 3056).
const EMBEDDED =
  /^(?:(?:::ffff:|::ffff:0:|::|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})|2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):.*)$/;

/** Class of an IP address. `address` is text, IPv6 with or without brackets. */
export function classifyAddress(address: string): AddressClass {
  const plain = canonical(address);
  if (isIP(plain) === 0) {
    return 'unspecified'; // not an IP address
  }
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  return listsOfRanges().find(({ list }) => list.check(plain, family))?.kind ?? 'public';
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

/** Whether a URL's host name is an IP address. */
export function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

function canonical(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(bare) !== 6) {
    return bare;
  }
  const written = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const embedded = EMBEDDED.exec(written);
  if (!embedded || written === '::1' || written === '::') {
    return written;
  }
  const [high, low] = [parseInt(embedded[1] ?? embedded[3] ?? '', 16), parseInt(embedded[2] ?? embedded[4] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

// Milliseconds; the user waits for the result.
const PATIENCE = 3000;

/** Resolves a host name to its current IP addresses, or to an error code. Never throws. */
export async function addressesOf(
  host: string,
  { lookup, signal }: { readonly lookup: LookupFunction; readonly signal: AbortSignal },
): Promise<readonly string[] | string> {
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
