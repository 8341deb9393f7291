import { loginPlace } from './members.js';
import { hostIn } from './names.js';
import { type Found, nothing, only, together, type Where } from './place.js';
import { isPlausibleToken } from './plausible.js';

/** A scheme and an authority with user information (RFC 3986 section 3.2.1). */
const USER_INFO = /(?<![\w+.-])([a-z][\w+.-]{1,20}):\/\/([^\s/?#"`<>@[\]{}]{1,20000})@([^\s/?#"'`<>)\]}]{1,300})/gi;
/** What forges put in place of a user name or a password beside a token. */
const FILLER = /^(?:x-oauth-basic|x-access-token|oauth2?)?$/i;

/** User names, passwords and tokens in front of the host of a URL. */
export function secretsInAddresses(text: string): Found {
  if (!text.includes('://')) {
    return nothing;
  }
  const matches = [...text.matchAll(USER_INFO)];
  const found = together(
    matches.map(({ 2: info = '', 3: place = '', index }) => {
      // The address ended at the quote.
      if (info.includes("'") && text[index - 1] === "'") {
        return nothing;
      }
      const host = hostIn(decoded(place));
      const colon = info.indexOf(':');
      const user = decoded(colon === -1 ? info : info.slice(0, colon));
      const password = colon === -1 ? '' : decoded(info.slice(colon + 1));
      const where: Where = { at: 'inUrl' };
      const named = { where, ...(host !== undefined && { host }) };
      if (FILLER.test(password)) {
        return isPlausibleToken(user) && /\d/.test(user) && user.length >= 16
          ? only([{ value: user, ...named }])
          : nothing;
      }
      return loginPlace({ user, password }, where, host);
    }),
  );
  return { ...found, read: matches.map(({ 0: whole, index }) => ({ start: index, end: index + whole.length })) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
