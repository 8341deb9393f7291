import { isTokenLike } from '../../text/opaqueWords.js';
import { jsonIn, jwtInBase64, type Login, loginIn, loginInBase64 } from './base64.js';
import { hostIn, namesPassword, prefixOf, type Role, roleOf } from './names.js';
import { nothing, only, type Place, type Secrets, together, type Where } from './place.js';
import { isCode, isPlaceholder, isPlausiblePassword, isPlausibleToken, isStandIn, isWords } from './plausible.js';
import { jwtsIn } from './tokenForms.js';

/** A name and the value behind it, in any notation. */
export interface Member {
  readonly name: string;
  readonly value: string;
  readonly at: Where['at'];
  /** Without quotes, in a text that can be prose or source code. */
  readonly isBare?: boolean;
}

/** A member and where it stands; the end is excluded. */
export interface Entry extends Member {
  readonly role: Role;
  readonly start: number;
  readonly end: number;
}

type SecretRole = Exclude<Role, 'user' | 'host'>;

interface Named<Kind extends Role = Role> extends Member {
  readonly role: Kind;
  readonly prefix: string;
  readonly index: number;
}

/** A robot account is named by a plus or dollar sign in it, so that `name` is a user name there. */
const ROBOT = /^[\w.-]*[+$][\w.+$/-]+$/;
/** Members that are compared with each other. */
const MOST_TOGETHER = 100;
/** The user name that the credential helpers of Docker give an identity token. */
const IDENTITY_TOKEN = '<token>';

/**
 * The secrets of members that belong together: those of one object, or neighbors in a file. A password gets the user
 * name and the host beside it. `owner` is the host that the object itself is for.
 */
export function secretsInMembers(members: readonly Member[], owner?: string): Secrets {
  const groups = Math.ceil(members.length / MOST_TOGETHER);
  return together(
    Array.from({ length: groups }, (_, group) =>
      secretsOfGroup(members.slice(group * MOST_TOGETHER, (group + 1) * MOST_TOGETHER), owner),
    ),
  );
}

function secretsOfGroup(members: readonly Member[], owner: string | undefined): Secrets {
  const named = members.flatMap((member, index): Named[] => {
    const role = memberRole(member.name, member.value);
    return role === undefined ? [] : [{ ...member, role, prefix: prefixOf(member.name), index }];
  });
  const secrets = named.filter(isSecret);
  if (secrets.length === 0) {
    return nothing;
  }
  const users = named.filter(({ role, value }) => role === 'user' && (value === IDENTITY_TOKEN || !isStandIn(value)));
  const hosts = named.flatMap((one) => {
    const host = one.role === 'host' ? hostIn(one.value) : undefined;
    return host === undefined ? [] : [{ ...one, value: host }];
  });
  return together(
    secrets.map((member) => {
      const { prefix } = member;
      const user = nearest(users, member, (one) => one.prefix === prefix);
      const host = nearest(hosts, member, (one) => one.prefix === prefix || one.prefix === `${prefix}_registry`);
      const place = host ?? owner;
      return readers[member.role](member, {
        ...(user !== undefined && { user }),
        ...(place !== undefined && { host: place }),
      });
    }),
  );
}

function isSecret(named: Named): named is Named<SecretRole> {
  return named.role !== 'user' && named.role !== 'host';
}

/** The last one in front of the secret belongs to it, otherwise the first behind it. */
function nearest(all: readonly Named[], { index }: Named, fits: (one: Named) => boolean): string | undefined {
  const own =
    all.findLast((one) => one.index < index && fits(one)) ?? all.find((one) => one.index > index && fits(one));
  return own?.value;
}

/** The role of a member's name. The name of a robot account is its user name. */
export function memberRole(name: string, value: string): Role | undefined {
  return name === 'name' && ROBOT.test(value) ? 'user' : roleOf(name);
}

interface Around {
  readonly user?: string;
  readonly host?: string;
}

/** What is read from the value, by the role of its name. */
const readers: Readonly<Record<SecretRole, (member: Named, around: Around) => Secrets>> = {
  header: ({ value }, { host }) => headerValue(value, { at: 'header' }, host),
  document({ value }, { host }) {
    const text = jsonIn(value);
    return text === undefined ? nothing : { places: [], inner: [{ text, ...(host !== undefined && { host }) }] };
  },
  login(member, { host }) {
    const { value } = member;
    const encoded = loginInBase64(value);
    const plain = loginIn(value);
    const login = encoded ?? (plain && !isCode(plain.user) && !isCode(plain.password) ? plain : undefined);
    if (login) {
      return loginPlace(login, whereOf(member), host);
    }
    return isTokenLike(value) && isPlausibleToken(value) ? found(member, { value }, host) : nothing;
  },
  token: readToken,
  refresh: (member, around) => withUse(readToken(member, around)),
  password(member, { user, host }) {
    const { value, isBare } = member;
    if (user === IDENTITY_TOKEN) {
      return isPlausibleToken(value) ? found(member, { value, use: 'refresh' }, host) : nothing;
    }
    if (isBare === true && isNoValue(value)) {
      return nothing;
    }
    if (user === undefined) {
      if (!namesPassword(member.name)) {
        return isPlausibleToken(value) ? found(member, { value }, host) : nothing;
      }
      return isPlausiblePassword(value) ? found(member, { value, user: '' }, host) : nothing;
    }
    return loginPlace({ user, password: value }, whereOf(member), host);
  },
};

function readToken(member: Named, { user, host }: Around): Secrets {
  const value = jwtWithin(jwtInBase64(member.value));
  const robot = user !== undefined && ROBOT.test(user) ? { user } : {};
  return isPlausibleToken(value) ? found(member, { value, ...robot }, host) : nothing;
}

function withUse({ places, inner }: Secrets): Secrets {
  return { places: places.map((place) => ({ ...place, use: 'refresh' })), inner };
}

function whereOf({ at, name }: Member): Where {
  return { at, name };
}

function found(member: Member, place: Omit<Place, 'where' | 'host'>, host: string | undefined): Secrets {
  return only([{ ...place, where: whereOf(member), ...(host !== undefined && { host }) }]);
}

/** A tag or an item of YAML, a word with a sign, or source code in place of a password. */
function isNoValue(value: string): boolean {
  return /^[-!&*|>]|[!:?]$/.test(value) && isWords(value.replace(/^[-!&*|>]+|[!:?]+$/g, '')) ? true : isCode(value);
}

/** A JWT without what sticks to it, except the prefix that a service gives its tokens. */
function jwtWithin(value: string): string {
  const [jwt] = jwtsIn(value);
  return jwt === undefined || /^[a-z]{2,10}[_-]e[yw]/.test(value) ? value : jwt;
}

/** A pair of user name and password. Without a password there is no secret in it. */
export function loginPlace({ user, password }: Login, where: Where, host?: string): Secrets {
  if (FILLER.test(password)) {
    return isPlausibleToken(user) && /\d/.test(user) && user.length >= SHORTEST_ALONE
      ? only([{ value: user, where, ...(host !== undefined && { host }) }])
      : nothing;
  }
  // A word in front of a colon isn't a login: `auth: see https://…`.
  const isLogin = /^[^\s\p{Cc}]*$/u.test(user) && !/[^\P{Cc}\n\r\t]/u.test(password) && !isPlaceholder(password);
  const isSample = /^user(?:name)?$/i.test(user) && /^pass(?:word)?$/i.test(password);
  return isLogin && !isSample && !password.startsWith('//')
    ? only([{ value: password, ...named(user, password), where, ...(host !== undefined && { host }) }])
    : nothing;
}

/** The user name, unless it is a secret itself: some services take their token as both. */
function named(user: string, password: string): { readonly user?: string } {
  return isTokenLike(user) || (password !== '' && user.includes(password)) ? {} : { user };
}

/** What forges put in place of a password beside a token, or of a user name. */
const FILLER = /^(?:x-oauth-basic|x-access-token|oauth2?)?$/i;
/** Characters of a token in place of a user name. */
const SHORTEST_ALONE = 16;
/** A parameter of a challenge, whose sign looks like padding. */
const PARAMETER = /^[a-z_]{2,40}=/i;

/** RFC 6750 section 2.1, and the colons and bars of some services. */
const B64TOKEN = /^[A-Za-z0-9._~+/:|-]+=*/;

/** The secret in the value of an Authorization header (RFC 9110 section 11.6.2). What follows the token isn't read. */
export function headerValue(text: string, where: Where, host?: string): Secrets {
  const [whole = '', scheme = ''] = /^\s*(bearer|basic|token|jwt)\s+/i.exec(text) ?? [];
  if (scheme === '') {
    return nothing;
  }
  const [value = ''] = B64TOKEN.exec(text.slice(whole.length)) ?? [];
  if (text.startsWith('…', whole.length + value.length)) {
    return nothing;
  }
  if (scheme.toLowerCase() === 'basic') {
    const login = loginInBase64(value) ?? plainLogin(text.slice(whole.length));
    return login ? loginPlace(login, where, host) : nothing;
  }
  return isPlausibleToken(value) && !isWords(value) && !PARAMETER.test(value)
    ? only([{ value, where, ...(host !== undefined && { host }) }])
    : nothing;
}

/** User name and password in clear, which some editors of requests encode: `Basic dana:…`, `Basic dana …`. */
function plainLogin(text: string): Login | undefined {
  const [, user = '', password = ''] = /^([\w.+$@-]{1,100})(?::| )([^\s"'\\,;)\]}]{1,4000})/.exec(text) ?? [];
  return isPlausibleToken(password) ? { user, password } : undefined;
}
