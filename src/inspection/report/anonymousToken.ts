import { decodeToken } from '../../auth/jwt.js';
import type { Token } from '../../auth/token.js';
import { isJsonObject, isList, type Json, type JsonObject } from '../../text/json.js';
import { claimMeanings, headerMeanings } from '../claims.js';
import { withoutPrefix } from '../opaqueToken.js';
import type { InspectionInput } from '../reading.js';
import type { Replacements } from './pseudonyms.js';

const times: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'auth_time']);
const algorithms = /^(none|[HREP]S\d{3}|EdDSA|Ed25519|dir|RSA-OAEP(-256)?|A\d{3}(GCM)?KW|A\d{3}(GCM|CBC-HS\d{3}))$/i;
const types = /^(at\+)?jwt$/i;

/**
 * Replaces every name in a token, so that it can be explained to strangers. Times, the names of known claims,
 * algorithms and public words stay. The result has no valid signature.
 */
export function anonymousInput(input: InspectionInput, names: Replacements): InspectionInput {
  const { token, host, account, login, namedHost, accepted, refused, signature, certificates, knowledge } = input;
  // The subject of the report comes first, so it gets number 1.
  const where = host === undefined ? {} : { host: names.host(host) };
  const who = account === undefined ? {} : { account: names.account(account) };
  const known = { ...claimMeanings, ...knowledge?.claims };
  const value = (text: string) => {
    const bare = withoutPrefix(text, input.opaqueForms ?? []);
    const prefix = text.slice(0, text.length - bare.length);
    return `${prefix}${anonymousValue(bare, known, knowledge?.mostGranted, names)}`;
  };
  return {
    ...input,
    token: typeof token === 'string' ? value(token) : anonymousToken(token, value(token.value), names),
    ...where,
    ...who,
    ...(login && {
      login: {
        user: login.user === '' ? '' : names.account(login.user),
        ...(login.host !== undefined && { host: names.host(login.host) }),
      },
    }),
    ...(namedHost !== undefined && { namedHost: names.host(namedHost) }),
    ...(accepted && { accepted: { ...accepted, host: names.host(accepted.host) } }),
    ...(refused && { refused: { ...refused, host: names.host(refused.host) } }),
    ...(signature && {
      signature: { ...signature, ...(signature.key !== undefined && { key: names.id(signature.key) }) },
    }),
    // That the signature was checked with them stays.
    ...(certificates && { certificates: [] }),
    ...(knowledge && { knowledge: { ...knowledge, details: {} } }),
  };
}

function anonymousToken(token: Token, value: string, names: Replacements): Token {
  const { details, granted, scopes, scheme, use, obtainedAt, expiresAt, expirySource } = token;
  const kept = (['realm', 'service', 'clockSkew'] as const).flatMap((name) => {
    const text = details?.[name];
    return text === undefined ? [] : [[name, name === 'clockSkew' ? String(Number(text)) : names.place(text)] as const];
  });
  return {
    ...{ scheme, use, obtainedAt, expirySource, value },
    ...(expiresAt !== undefined && { expiresAt }),
    scopes: scopes.map(names.scope),
    ...(granted && { granted: granted.map(names.scope) }),
    details: Object.fromEntries(kept),
  };
}

/** An opaque value stays: no part of it is ever shown. */
function anonymousValue(
  value: string,
  known: Readonly<Record<string, string>>,
  mostGranted: string | undefined,
  names: Replacements,
): string {
  const decoded = decodeToken(value);
  if (!decoded.header) {
    return value;
  }
  const header = encode(anonymousHeader(decoded.header, names));
  if (decoded.format !== 'jwt') {
    return [
      header,
      ...value
        .split('.')
        .slice(1)
        .map(() => '!'),
    ].join('.');
  }
  const claims = Object.entries(decoded.claims).map(
    ([name, item]) =>
      [
        Object.hasOwn(known, name) ? name : names.id(name),
        name === mostGranted && isJsonObject(item) ? limits(item, names) : claimValue(name, item, names),
      ] as const,
  );
  const broken = decoded.notes.some(({ code }) => code === 'damaged-signature');
  // The length of the signature stays, because it tells a cut one.
  const signature = Buffer.alloc(decoded.signatureLength).toString('base64url');
  return [header, encode(Object.fromEntries(claims)), broken ? '!' : signature].join('.');
}

function anonymousHeader(header: JsonObject, names: Replacements): JsonObject {
  const entries = Object.entries(header).map(([name, value]): [string, Json] => {
    if ((name === 'alg' || name === 'enc') && typeof value === 'string' && algorithms.test(value)) {
      return [name, value];
    }
    if (name === 'typ' && typeof value === 'string' && types.test(value)) {
      return [name, value];
    }
    // An empty `d` stays, because the presence of a private part is worth reporting.
    if (name === 'jwk' && isJsonObject(value)) {
      return [name, value.d === undefined ? {} : { d: '' }];
    }
    return [Object.hasOwn(headerMeanings, name) ? name : names.id(name), replaced(value, names)];
  });
  return Object.fromEntries(entries);
}

function claimValue(name: string, value: Json, names: Replacements): Json {
  if (times.has(name)) {
    return typeof value === 'number' ? value : replaced(value, names);
  }
  if (name === 'access' && Array.isArray(value)) {
    return (value as readonly Json[]).map((entry) => grant(entry, names));
  }
  if (name === 'aud' || name === 'iss') {
    return mapTexts(value, names.place, names);
  }
  if (name === 'grant_type') {
    return mapTexts(value, names.word, names);
  }
  if (name === 'sub' && value !== '(anonymous)') {
    return mapTexts(value, (text) => (text === '' ? '' : names.account(text)), names);
  }
  return value === '(anonymous)' ? value : replaced(value, names);
}

function grant(entry: Json, names: Replacements): Json {
  if (!isJsonObject(entry)) {
    return replaced(entry, names);
  }
  const { type, name, actions, exp } = entry;
  return {
    ...(type !== undefined && { type: mapTexts(type, names.word, names) }),
    ...(name !== undefined && { name: mapTexts(name, names.repository, names) }),
    ...(actions !== undefined && { actions: mapTexts(actions, names.word, names) }),
    ...(typeof exp === 'number' && { exp }),
  };
}

function limits(value: JsonObject, names: Replacements): Json {
  const actions = Object.entries(value).filter(([name]) => name.toLowerCase() === 'actions');
  return Object.fromEntries(actions.map(([name, list]) => [name, mapTexts(list, names.word, names)]));
}

function mapTexts(value: Json, map: (text: string) => string, names: Replacements): Json {
  if (typeof value === 'string') {
    return map(value);
  }
  if (typeof value === 'object' && value !== null && isList(value)) {
    return value.map((item) => mapTexts(item, map, names));
  }
  return replaced(value, names);
}

/** Replaces numbers too: a number can be an id. */
function replaced(value: Json, names: Replacements): Json {
  if (typeof value === 'string' || typeof value === 'number') {
    return names.id(String(value));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (isList(value)) {
    return value.map((item) => replaced(item, names));
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [names.id(name), replaced(item, names)]));
}

function encode(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
