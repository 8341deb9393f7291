import { loginPlace } from './members.js';
import { hostIn } from './names.js';
import { nothing, type Secrets, together } from './place.js';

/** A scheme and an authority with user information (RFC 3986 section 3.2.1). */
const USER_INFO = /(?<![\w+.-])([a-z][\w+.-]{1,20}):\/\/([^\s/?#"`<>[\]{}]{1,20000})@([^\s/?#"'`<>@)\]}]{1,300})/gi;
/** User names, passwords and tokens in front of the host of a URL. */
export function secretsInAddresses(text: string): Secrets {
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
      return loginPlace({ user, password }, { at: 'inUrl' }, host);
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
