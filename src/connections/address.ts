import { AuthError } from '../auth/errors.js';
import { isDigest, isHostName, isReference, isRepository, isTag } from '../auth/reference.js';
import { type PastedCommand, readCommand } from './pastedCommand.js';

/** A pasted address, parsed. */
export interface ParsedAddress {
  /** Scheme, host and port, without a path. */
  readonly origin: URL;
  /** Repository without the host, such as `team/app`. */
  readonly repository?: string;
  /** Tag, or digest where there is one. */
  readonly reference?: string;
  /** Path of a web address that is neither an image nor of the registry API, such as `/shop/`. */
  readonly path?: string;
  /** Plain http: the address says `http://`, or has no scheme and a port of this machine. */
  readonly insecure: boolean;
}

/**
 * Aliases of a host name, by host (with port if it isn't the scheme's own). The entry `''` is the default host of an
 * image name without one. There, a one-part name is an official image below `library/`.
 */
export type HostAliases = Readonly<Record<string, string>>;

type ImageName = Pick<ParsedAddress, 'repository' | 'reference'>;

// Maximum length: 253 characters of host, 255 of repository, 128 of tag or digest, and room for a query.
const LONGEST = 2048;

// Long enough not to be a host with its port.
const DIGEST_LIKE = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-zA-Z=_-]{32,}$/;

const API_PATH = /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/(.+)$/;
const API_ROOT = /^\/v[12]\/?$/;
const API_AREA = /^\/v[12](\/|$)/;
// No name of a repository begins with an underscore.
const API_ROUTE = /^\/v[12]\/_/;
// A path whose last segment has a colon is an image reference with `https://` prepended.
const IMAGE_PATH = /^\/[^:]+:[^/]+$/;

// In the URL parser's spelling.
const THIS_MACHINE = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/;
const BARE_IPV6 = /^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*$/i;

// Includes non-ASCII characters: bidirectional marks and line separators disguise an address.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Parses a pasted host, web address (with or without a registry API path), image reference, or pull, inspect or login
 * command. A host without a scheme means https. A port of this machine (`localhost:5000`) means http, as it does to
 * container tools. Query, fragment and paths that aren't a repository are dropped.
 *
 * Throws AuthError `invalid-input` with `details.field` `address` and a reason. The reason never repeats the text,
 * which can hold a password.
 */
export function parseAddress(text: string, aliases: HostAliases = {}): ParsedAddress {
  refuseIf(text.length > LONGEST, 'it is too long');
  const pasted = withoutWrapping(text.trim());
  refuseIf(pasted === '', 'it is empty');
  refuseIf(CONTROL.test(pasted), 'it contains a control character');
  const command = readCommand(pasted);
  const address = command ? placeIn(command, command.signsIn ? (aliases[''] ?? '') : '') : pasted;
  refuseIf(/\s/.test(address), 'it contains a space and isn’t a pull, inspect, or sign-in command');
  refuseIf(address.includes('\\'), 'it contains a backslash');

  const [, scheme, place = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(address) ?? [];
  refuseIf(hasUserInfo(place), 'it contains a user name or password, which are entered separately');
  const bare = place.replace(/[?#].*$/, '');
  refuseIf(/^\[?[0-9a-f:.]*:[0-9a-f:.]*%/i.test(bare), 'IPv6 addresses with a zone (after %) aren’t supported');
  switch (scheme?.toLowerCase()) {
    case 'https':
    case 'http':
      return web(bare, scheme, aliases);
    case 'docker':
    case 'docker-pullable':
      return image(bare, aliases);
    case 'oci':
      // Helm writes a version with build metadata, which a tag can't hold (Helm, "OCI-based registries").
      return image(bare.replaceAll('+', '_'), aliases);
    case undefined:
      return command?.signsIn === true || isApiPath(bare, place !== bare)
        ? web(bare, undefined, aliases)
        : image(bare, aliases);
    default:
      return refuse('its scheme is neither https nor http');
  }
}

/** Parses `host/path`. The path is an API path, an image with tag or digest, or an unrelated page. */
function web(text: string, scheme: string | undefined, aliases: HostAliases): ParsedAddress {
  const { host, path } = splitHost(text);
  const origin = originOf(host, scheme, aliases);
  const [, name, kind, rest] = API_PATH.exec(path) ?? [];
  if (name !== undefined) {
    return { ...origin, ...checkPlace(name, kind === 'manifests' ? rest : undefined) };
  }
  if (IMAGE_PATH.test(path)) {
    return { ...origin, ...readImage(path.slice(1), origin.origin, aliases) };
  }
  return path.length > 1 && !API_AREA.test(path) ? { ...origin, path } : origin;
}

/**
 * Parses `[host/]name[:tag][@digest]`. A host is recognized by Docker's rule, or as a plain `host:port` or
 * `host.domain`.
 */
function image(text: string, aliases: HostAliases): ParsedAddress {
  const { host, path } = splitHost(text);
  if (beginsWithHost(host, path)) {
    const origin = originOf(host, undefined, aliases);
    const name = path.replace(/^\/|\/$/g, '');
    return name === '' ? origin : { ...origin, ...readImage(name, origin.origin, aliases) };
  }
  const defaultHost = aliases[''] ?? refuse('it names an image without a host');
  const origin = originOf(defaultHost, 'https', aliases);
  return { ...origin, ...readImage(text, origin.origin, aliases) };
}

function splitHost(text: string): { host: string; path: string } {
  const slash = text.indexOf('/');
  return slash === -1 ? { host: text, path: '' } : { host: text.slice(0, slash), path: text.slice(slash) };
}

function beginsWithHost(first: string, path: string): boolean {
  if (path !== '') {
    // `name/` alone is the spelling of a host without a dot.
    return path === '/' || /[.:[]|^localhost$/.test(first) || first !== first.toLowerCase();
  }
  if (first.includes('@')) {
    return false;
  }
  const [name = ''] = first.split(':', 1);
  // `registry:5000` is a host, `redis:7` an image: a port of one to three digits is unlikely after a host without a
  // dot.
  return /^\[|:\d{4,5}$/.test(first) || BARE_IPV6.test(first) || /\.|^localhost$/i.test(name);
}

/** `queried`: a query follows, which no image has. */
function isApiPath(text: string, queried: boolean): boolean {
  const { host, path } = splitHost(text);
  const known = queried ? API_AREA : API_ROUTE;
  return beginsWithHost(host, path) && (API_ROOT.test(path) || API_PATH.test(path) || known.test(path));
}

function readImage(text: string, origin: URL, aliases: HostAliases): ImageName {
  const [, name = '', tag, digest] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(text) ?? [];
  refuseIf(tag !== undefined && !isTag(tag), 'its tag isn’t valid');
  refuseIf(digest !== undefined && !isDigest(digest), 'its digest isn’t valid');
  const official = origin.host === aliases[''] && !name.includes('/');
  return checkPlace(official ? `library/${name}` : name, digest ?? tag);
}

function checkPlace(repository: string, reference: string | undefined): ImageName {
  refuseIf(!isRepository(repository.toLowerCase()), 'its path isn’t a valid repository name');
  refuseIf(repository !== repository.toLowerCase(), 'repository names must be lowercase');
  refuseIf(reference !== undefined && !isReference(reference), 'it contains neither a valid tag nor a valid digest');
  return reference === undefined ? { repository } : { repository, reference };
}

function originOf(authority: string, scheme: string | undefined, aliases: HostAliases): ParsedAddress {
  refuseIf(authority === '', 'it contains no host name');
  const rooted = authority.replace(/\.(?=(:\d*)?$)/, '');
  const secure = `https://${rooted}`;
  // The parser would decode percent signs into other characters, and port 0 can't be connected to.
  if (rooted.includes('%') || !URL.canParse(secure) || !isHostName(new URL(secure).hostname) || /:0+$/.test(rooted)) {
    refuse(hostFault(rooted));
  }
  const url = new URL(secure);
  const written = scheme?.toLowerCase() ?? (THIS_MACHINE.test(url.hostname) && url.port !== '' ? 'http' : 'https');
  const meant = new URL(`${written}://${rooted}`);
  const origin = Object.hasOwn(aliases, meant.host) ? new URL(`${written}://${aliases[meant.host] ?? ''}`) : meant;
  return { origin, insecure: written === 'http' };
}

function hostFault(authority: string): string {
  if (BARE_IPV6.test(authority)) {
    return 'an IPv6 address must be in brackets';
  }
  const [, port] = /^(?:[^[:]*|\[[^\]]*\]):(.*)$/.exec(authority) ?? [];
  if (port === undefined) {
    return 'it doesn’t begin with a host name';
  }
  return /^\d+$/.test(port) ? 'its port isn’t between 1 and 65535' : 'its port isn’t a number';
}

/**
 * The only `@` allowed in an address is the one before a digest; a query or a fragment can hold any. A password can hold
 * `/`, `?` and `#`, too, so that behind a colon only a query after a host with its port counts as one.
 */
function hasUserInfo(place: string): boolean {
  const [head = ''] = place.split(/[/?#]/, 1);
  const plain = !head.includes(':') || /^[^/?#@]+\.[a-z]{2,}:\d{1,5}\/[^?#@]*\?[\w-]+=/i.test(place);
  const address = plain ? place.replace(/[?#].*$/, '') : place;
  const at = address.indexOf('@');
  return at !== -1 && !DIGEST_LIKE.test(address.slice(at + 1).replace(/[?#].*$/, ''));
}

/** The image of a line as YAML and Dockerfiles have it, or within quotation marks. */
function withoutWrapping(text: string): string {
  const line = /^(?:-\s|["']?image\b|FROM\s)/i.test(text) ? text.replace(/\s+#.*$/, '').replace(/^-\s+/, '') : text;
  const [, image] =
    /^(?:(["']?)image\1:\s+|FROM\s+(?:--platform=\S+\s+)?)(\S+)(?:\s+AS\s+\S+)?$/i.exec(line)?.slice(1) ?? [];
  const word = image ?? line;
  const [, quoted] = /^(["'`])([^"'`]*)\1,?$/.exec(word)?.slice(1) ?? [];
  return quoted ?? word.replace(/,$/, '');
}

function placeIn({ operands, signsIn, unclear }: PastedCommand, otherwise: string): string {
  const [operand] = operands;
  refuseIf(unclear === 'program', 'the sign-in command uses an unknown program; paste only the host');
  refuseIf(
    unclear !== undefined,
    'the command has an unknown option, so one of its words could be a secret; paste only the host or image',
  );
  refuseIf(operands.length > 1, 'the command contains more than one address or an unknown option');
  // Any word can be a secret that slipped in.
  const isHost = operand === undefined || /[.:[]|^localhost(?:\/|$)/i.test(operand);
  refuseIf(signsIn && !isHost, 'the command’s host has neither a dot nor a port, so it could be a secret');
  return operand ?? (otherwise || refuse('the command contains no host'));
}

function refuseIf(wrong: boolean, reason: string): void {
  if (wrong) {
    refuse(reason);
  }
}

function refuse(reason: string): never {
  throw new AuthError('invalid-input', `The address is invalid: ${reason}.`, {
    details: { field: 'address', reason },
  });
}
