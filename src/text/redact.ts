import { domainToUnicode } from 'node:url';
import { isRecord } from './jsonValue.js';
import { replaceJwts } from './jwtText.js';
import { holdsSecret, removeSecrets, searchFor } from './knownSecrets.js';

/** Replaces redacted text. */
export const REMOVED = '…';

// Query parameters whose values are shown. Any other value could be a secret of an unknown realm.
const HARMLESS_PARAMETERS = new Set([
  'service',
  'services',
  'scope',
  'client_id',
  'grant_type',
  'access_type',
  'offline_token',
  'n',
  'api-version',
  'artifactType',
]);

// The value after the scheme, if it is no challenge parameter and no plain word ("Basic authentication is off").
const AUTHORIZATION = /\b(Bearer|Basic)\s+(?![\w-]+=["\w])(?=\S*[0-9=]|\S{24})[A-Za-z0-9\-._~+/]+=*/gi;
// In JSON, a quote or backslash of the value has a backslash before it and does not end it.
const HEADER = /\b(Authorization:)\s*(?:[^\r\n"'\\]|\\.)+/gi;

/** Removes the known secrets in every spelling, and everything that looks like a token or an `Authorization` value. */
export function redactText(
  text: string,
  secrets: readonly string[],
  options: { readonly words?: boolean } = {},
): string {
  return withoutTokens(removeSecrets(text, secrets, REMOVED, options));
}

/** Removes JWTs and `Authorization` values. */
export function withoutTokens(text: string): string {
  return replaceJwts(text.replace(HEADER, `$1 ${REMOVED}`).replace(AUTHORIZATION, `$1 ${REMOVED}`), REMOVED);
}

/**
 * The secrets in an `Authorization` value: the value itself and, for HTTP Basic, the password in it (RFC
 * 7617 section 2).
 */
export function secretsSent({ scheme, value }: { readonly scheme: string; readonly value: string }): string[] {
  const pair = scheme === 'Basic' ? Buffer.from(value, 'base64').toString('utf8') : '';
  return [value, pair.slice(pair.indexOf(':') + 1)];
}

/**
 * A URL without user information and fragment, without the known secrets, and with query values removed unless their
 * names are on the allow list.
 */
export function redactUrl(url: URL, secrets: readonly string[]): string {
  const query = [...url.searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${shown(name, value)}`);
  const rest = redactText(`${url.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`, secrets);
  return `${url.protocol}//${redactHost(url, secrets)}${rest}`;
}

const ADDRESS = /(?:https?:\/\/|\/)[^\s"<>]*/gi;

/**
 * A service's text in which every URL, absolute or as a path, is shown as `redactUrl` shows it. `base` is the URL that
 * paths are relative to.
 */
export function redactAddresses(text: string, base: URL, secrets: readonly string[]): string {
  const shown = text.replace(ADDRESS, (address) => {
    if (!URL.canParse(address, base.href)) {
      return /[?@]/.test(address) ? REMOVED : address;
    }
    const url = new URL(address, base);
    const whole = redactUrl(url, secrets);
    if (!address.startsWith('/')) {
      return whole;
    }
    return address.includes('?') ? whole.slice(`${url.protocol}//${redactHost(url, secrets)}`.length) : address;
  });
  return redactText(shown, secrets);
}

/** A host with its port, without the known secrets. A name can be chosen so that it holds one. */
export function redactHost({ host, hostname }: Pick<URL, 'host' | 'hostname'>, secrets: readonly string[]): string {
  const international = hostname.includes('xn--') && holdsSecret(domainToUnicode(hostname), secrets);
  return international ? REMOVED : removeSecrets(host, secrets, REMOVED);
}

/** The same plain data without the known secrets in any of its texts. */
export function redactAll<T>(value: T, secrets: readonly string[]): T {
  const search = searchFor(secrets);
  const without = (one: unknown): unknown => {
    if (typeof one === 'string') {
      return search.remove(one, REMOVED);
    }
    if (Array.isArray(one)) {
      return one.map(without);
    }
    return isRecord(one) ? Object.fromEntries(Object.entries(one).map(([name, item]) => [name, without(item)])) : one;
  };
  return without(value) as T; // texts stay texts
}

/** The value of a query parameter or form field, in the form that can be recorded. */
export function redactField(name: string, value: string, secrets: readonly string[]): string {
  return HARMLESS_PARAMETERS.has(name) ? redactText(withoutQueries(value), secrets) : REMOVED;
}

/** Some services are named by a URL, whose query is none of the listed parameters. */
function withoutQueries(value: string): string {
  return value.replace(/\?.*$/s, `?${REMOVED}`);
}

function shown(name: string, value: string): string {
  return HARMLESS_PARAMETERS.has(name)
    ? encodeURIComponent(withoutQueries(value)).replace(/%(3A|2F|2C)/g, decodeURIComponent)
    : REMOVED;
}
