import { type Challenge, parseChallenges } from '../auth/challenge.js';
import { MOST_READ } from './paste.js';

/** One answer in a pasted text that asks for a sign-in. Untrusted: every text in it is the server's, or anybody's. */
export interface FoundChallenge {
  /** Who asks: a server (`WWW-Authenticate`) or a proxy (`Proxy-Authenticate`). */
  readonly from: 'server' | 'proxy';
  /** Its challenges, in order: at least one. */
  readonly challenges: readonly Challenge[];
  /** The status, if the text has it. */
  readonly status?: number;
  /** Host (with port) of the request, if the text names it. */
  readonly host?: string;
  /** Scheme of the request's URL, if the text has one. */
  readonly scheme?: 'http' | 'https';
}

// Longer ones are no headers, and the page would never end.
const MOST_CHALLENGES = 32;
const MOST_OF_ONE = 16_000;
const NEAR = 2000;

/** A header's name and what stands before its value in HTTP, JSON, HAR, Go, YAML and logs. */
const HEADER =
  /\b(www|proxy)[-_]authenticate\b["'\]\s]{0,8}(?:,\s{0,8}["']?value["']?\s{0,4})?(?:=>|[:=])(?:\[\]string)?["'[{(\s]{0,24}/gi;
/** A challenge without the header's name, which its first parameter identifies. */
const BARE =
  /(?<![\w-])(?:(?:basic|digest|oauth)\s{1,20}(?=realm\s{0,2}=\s{0,2}["\w/])|bearer\s{1,20}(?=(?:realm|service|scope|error)\s{0,2}=\s{0,2}["\w/]))/gi;
/** Schemes without parameters. Behind the name of the header, any other word alone belongs to a sentence about it. */
const ALONE = ['basic', 'bearer', 'negotiate', 'ntlm', 'kerberos'];
/** Words of a sentence go on behind the name of a scheme; the name of the next header ends with a colon. */
const SENTENCE = /^[ \t]{0,4},?[ \t]{1,4}[a-z]{1,20}(?=[ \t.,;!?]|$)(?![ \t]{0,4}[=:])/;
/** Credentials have parameters too (`Digest`, `OAuth`). */
const CREDENTIALS = /authorization["'\]]?\s{0,4}[:=]\s{0,4}["'[]?$/i;

// The escape character is written by its class: a regular expression must not hold it.
const COLOUR = /\p{Cc}\[[\d;]{0,20}m/gu;
/** curl's traces break after 64 bytes. */
const OFFSET = /\s(?!0000)[\da-f]{2}[048c]0: /g;
/** A line that ends with a comma, in quoted mail. */
const MAIL = /,\s{1,4}(?:> ?){1,5}(?=[a-z_]{1,40}=)/gi;
// Bounded, so that each place is read in limited time.
const SCHEME = /[A-Za-z][\w-]{0,40}(?![\w:/.=%-])/y;
const PARAMETER =
  /[\s;,]{0,40}[A-Za-z][\w-]{0,40}\s{0,4}=\s{0,4}(?:"(?:[^"\\]|\\[^]){0,16000}"|[^\s",;<>'[\]{}()]{1,2000})/y;
const NEXT =
  /\s{0,20},\s{0,20}(?=[A-Za-z][\w-]{0,40}(?:\s{1,20}[A-Za-z][\w-]{0,40}\s{0,4}=|[ \t]{0,4}(?:[,"'\]}\n]|$)))/y;

const PORT = '(?::\\d{1,5})?';
const NAME = `(\\[[0-9a-f:.]{2,45}\\]${PORT})|\\[?([a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63}){0,20}${PORT})`;
const STATUS =
  /\bHTTP\/\d(?:\.\d)?["']?\s{1,4}(\d{3})\b|\bstatus(?:[\s_-]?code)?["']?\s{0,20}(?:=>|[:=])?\s{0,4}["']?(\d{3})\b|\b(\d{3}) (?:Unauthorized|Forbidden|Proxy Authentication Required)\b/gi;
const HOST = new RegExp(
  `(?:(?<![\\w.-])host["']?\\s{0,4}(?:,\\s{0,4}["']?value["']?\\s{0,4})?(?:=>|[:=])|:authority["']?:?)["'\\s]{0,8}(?:${NAME})(?![\\w.])`,
  'gi',
);
const REQUEST =
  /\b(?:get|head|post|put|patch|delete)\s{1,4}["']?(https?:\/\/[^\s"'<>]{1,2000})|\bhttps?:\/\/[^\s"'<>/]{1,260}\/v2(?=[/"'\s]|$)/gi;

/**
 * Finds the challenges in pasted text: `WWW-Authenticate` lines, a bare challenge, an answer with its headers, and the
 * debug output of clients, also with line ends that became spaces and in JSON texts. Reads at most 32
 * challenges, in linear time. An answer that is there twice is listed once. Empty for a text longer than MOST_READ.
 */
export function findChallenges(text: string): FoundChallenge[] {
  const plain = text.length > MOST_READ ? '' : readable(text);
  const places = challengesIn(plain);
  if (places.length === 0) {
    return [];
  }
  const outside = (at: number): boolean => !places.some(({ start, end }) => at >= start && at < end);
  const statuses = [...plain.matchAll(STATUS)]
    .map(({ index, 1: http, 2: named, 3: spoken }) => ({ at: index, value: Number(http ?? named ?? spoken) }))
    .filter(({ at }) => outside(at));
  const hosts = requestHosts(plain).filter(({ at }) => outside(at));
  const answers = together(
    places,
    [...statuses, ...hosts].map(({ at }) => at),
  ).map(({ start, end, from, challenges }) => {
    const status = nearest(statuses, start, end);
    const request = hosts.findLast(({ at }) => at < start)?.value ?? onlyOne(hosts.map(({ value }) => value));
    const scheme = hosts.find(({ value }) => value.scheme !== undefined && value.host === request?.host)?.value.scheme;
    return {
      from,
      challenges,
      ...(status !== undefined && [401, 403, 407].includes(status) && { status }),
      ...(request && { host: request.host }),
      ...(scheme && { scheme }),
    };
  });
  return distinct(answers);
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** Without terminal colours, the offsets of curl's traces and the marks of quoted mail, and with the quotation marks that JSON, shells and word processors wrote otherwise. */
function readable(text: string): string {
  const isTrace = text.includes('0000: ');
  const isEscaped = /=\s?\\{1,7}(?:"|u0022)/.test(text);
  return text
    .replace(COLOUR, '')
    .replace(OFFSET, isTrace ? '' : '$&')
    .replace(MAIL, ', ')
    .replace(isEscaped ? /\\{1,7}(?:"|u0022)/g : /&quot;|&#34;|\^"|[“”]/g, '"')
    .replace(/\\{1,7}(?:r\\{1,7}n|n)(?=[\sa-z<>{*]|$)/gi, '\n');
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly from: FoundChallenge['from'];
  readonly challenges: readonly Challenge[];
}

function challengesIn(plain: string): Place[] {
  const places: Place[] = [];
  const named = [...plain.matchAll(HEADER)].map(({ index, 0: head, 1: who = '' }) => ({
    start: index,
    at: index + head.length,
    from: who.toLowerCase() === 'proxy' ? ('proxy' as const) : ('server' as const),
  }));
  const bare = [...plain.matchAll(BARE)]
    .filter(({ index }) => !CREDENTIALS.test(plain.slice(Math.max(0, index - 40), index)))
    .map(({ index }) => ({ start: index, at: index, from: 'server' as const }));
  let done = 0;
  for (const { start, at, from } of [...named, ...bare].sort((a, b) => a.start - b.start)) {
    if (start < done || places.length === MOST_CHALLENGES) {
      continue;
    }
    const end = endOfChallenges(plain, at);
    // What was read isn't read again, whatever it is.
    done = end;
    const behind = plain.slice(end, end + 100);
    const isPartial = /^[\s,]{0,40}[\w-]{1,40}\s{0,4}=/.test(behind) || SENTENCE.test(behind);
    const challenges = parseChallenges(plain.slice(at, end).replace(/\s+/g, ' ').trim())
      .filter(({ scheme, parameters }) => Object.keys(parameters).length > 0 || (ALONE.includes(scheme) && !isPartial))
      .map(mended);
    if (challenges.length > 0) {
      places.push({ start, end, from, challenges });
    }
  }
  return places;
}

/** End of the challenges that begin at `at`, by their grammar: other text follows without a line end. */
function endOfChallenges(text: string, at: number): number {
  let end = at;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = end;
    const [found] = pattern.exec(text) ?? [];
    end += found?.length ?? 0;
    return found !== undefined;
  };
  do {
    if (!take(SCHEME)) {
      return end;
    }
    while (end - at < MOST_OF_ONE && take(PARAMETER)) {
      // The next parameter.
    }
  } while (end - at < MOST_OF_ONE && take(NEXT));
  return end;
}

/** Its realm without the blanks of a line that was wrapped; a web address has none. */
function mended({ scheme, parameters }: Challenge): Challenge {
  const { realm } = parameters;
  const isAddress = realm !== undefined && /^(?:https?:\/\/|\/)/i.test(realm);
  return { scheme, parameters: isAddress ? { ...parameters, realm: realm.replace(/\s+/g, '') } : parameters };
}

/** Joins those of one answer, which can send several lines: nothing of another answer is between them. */
function together(places: readonly Place[], borders: readonly number[]): Place[] {
  const joined: Place[] = [];
  for (const place of places) {
    const last = joined.at(-1);
    const follows =
      last?.from === place.from &&
      place.start - last.end < NEAR &&
      !borders.some((at) => at >= last.end && at < place.start);
    if (follows) {
      joined.splice(-1, 1, {
        ...last,
        end: place.end,
        challenges: distinct([...last.challenges, ...place.challenges]),
      });
    } else {
      joined.push(place);
    }
  }
  return joined;
}

type Request = Required<Pick<FoundChallenge, 'host'>> & Pick<FoundChallenge, 'scheme'>;

/** Hosts that the text names as those of requests, in order. Other addresses can be anybody's. */
function requestHosts(plain: string): { readonly at: number; readonly value: Request }[] {
  const headers = [...plain.matchAll(HOST)].flatMap(({ index, 1: address, 2: name = '' }) => {
    const url = parsed(`https://${address ?? name}`);
    return url && /\.|:\d|^localhost/.test(url.host) ? [{ at: index, value: { host: url.host } }] : [];
  });
  const lines = [...plain.matchAll(REQUEST)].flatMap(({ index, 0: whole, 1: address = whole }) => {
    const url = parsed(address);
    const scheme = url?.protocol === 'http:' ? ('http' as const) : ('https' as const);
    return url ? [{ at: index, value: { host: url.host, scheme } }] : [];
  });
  return [...headers, ...lines].sort((a, b) => a.at - b.at);
}

function parsed(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

function onlyOne(requests: readonly Request[]): Request | undefined {
  return new Set(requests.map(({ host }) => host)).size === 1 ? requests[0] : undefined;
}

/** The value closest to a place: logs name a status behind the headers, answers before them. */
function nearest(
  values: readonly { readonly at: number; readonly value: number }[],
  start: number,
  end: number,
): number | undefined {
  const before = values.findLast(({ at }) => at < start);
  const after = values.find(({ at }) => at >= end);
  const [toBefore, toAfter] = [start - (before?.at ?? -Infinity), (after?.at ?? Infinity) - end];
  return Math.min(toBefore, toAfter) > NEAR ? undefined : toBefore <= toAfter ? before?.value : after?.value;
}
