/** One challenge of a `WWW-Authenticate` header (RFC 9110 section 11). */
export interface Challenge {
  /** Lowercase. */
  readonly scheme: string;
  /** Names are lowercase; values are as sent. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly token68?: string;
}

/** Where a registry's challenge led when a token was last obtained. Outlives the window; holds no secret. */
export interface RememberedChallenge {
  /** The challenged path, or one to check a credential at. */
  readonly path: string;
  /** Absolute URL of the token server that the challenge named. */
  readonly realm: string;
  readonly service?: string;
  /** `path` is readable without a credential. */
  readonly open?: true;
  /** When the registry's own challenge last led to a token, in milliseconds since the epoch. */
  readonly at: number;
}

/** Remembered challenges of one connection, by what the scopes name and whether they want more than pull. */
export interface RememberedChallenges {
  recall(scopes: readonly string[]): RememberedChallenge | undefined;
  remember(scopes: readonly string[], challenge: RememberedChallenge): void;
  forget(scopes: readonly string[]): void;
}

// Node's HTTP parser rejects responses with more than 16 KiB of headers, so no legitimate header is longer.
const MAX_HEADER_LENGTH = 16 * 1024;
// The longest real header holds three challenges with four parameters each.
const MAX_CHALLENGES = 32;
const MAX_PARAMETERS = 32;

const TCHAR = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]";
const TOKEN = new RegExp(`${TCHAR}*`, 'y');
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*/y;
const BLANKS = /[ \t]*/y;
// Some servers separate parameters by these in place of a comma.
const SEPARATOR = /[ \t]*;[ \t]*|[ \t]+/y;
const PARAMETER_AHEAD = new RegExp(`(?:${TCHAR}+[ \\t]+)?${TCHAR}+[ \\t]*=`, 'y');
// Registries send URLs and scopes unquoted in a Bearer challenge.
const LENIENT = /[!#-+\--~]*/y;
// qdtext and quoted-pair with obs-text; the only control character allowed is a tab.
const QUOTED = /"((?:[\t !#-[\]-~\x80-\uffff]|\\[\t -~\x80-\uffff])*)"/y;
// One element, up to the next unquoted comma. An unterminated quoted string ends with the header.
const REST_OF_ELEMENT = /(?:[^",]|"(?:[^"\\]|\\[^])*(?:"|\\?$))*/y;

/**
 * Parses the challenges of one or more `WWW-Authenticate` lines:
 *
 *     WWW-Authenticate = [ challenge *( OWS "," OWS challenge ) ]
 *     challenge        = auth-scheme [ 1*SP ( token68 / [ auth-param *( OWS "," OWS auth-param ) ] ) ]
 *     auth-param       = token BWS "=" BWS ( token / quoted-string )
 *
 * Never throws. Malformed parts and challenges with two different realms are left out. In a Bearer challenge, an
 * unquoted value can hold any visible character except a comma and a double quote. A complete value counts even if a
 * space or a semicolon follows instead of a comma, and so does the parameter or challenge after it. Runs in linear
 * time. Lines longer than 16 KiB and everything after the 32nd challenge are ignored.
 */
export function parseChallenges(header: string | readonly string[]): Challenge[] {
  const lines = typeof header === 'string' ? [header] : header;
  return lines
    .filter((line) => line.length <= MAX_HEADER_LENGTH)
    .slice(0, MAX_CHALLENGES)
    .flatMap(parseLine)
    .slice(0, MAX_CHALLENGES);
}

/** The challenge to answer: Bearer before Basic. Undefined when none is supported. A Bearer challenge needs a realm. */
export function pickChallenge(challenges: readonly Challenge[]): Challenge | undefined {
  return (
    challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm) ??
    challenges.find(({ scheme }) => scheme === 'basic')
  );
}

interface OpenChallenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
  token68?: string;
  /** False after a scheme without a space or a token68, where only a comma and another challenge can follow. */
  open: boolean;
  rejected: boolean;
}

function parseLine(line: string): Challenge[] {
  const drafts: OpenChallenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    at += match?.[0].length ?? 0;
    return match?.[1] ?? match?.[0] ?? '';
  };

  while (at < line.length && drafts.length <= MAX_CHALLENGES) {
    take(BLANKS);
    if (line[at] !== ',') {
      do {
        readElement();
      } while (goesOn());
      take(REST_OF_ELEMENT);
    }
    at += 1;
  }
  return drafts
    .filter(({ rejected }) => !rejected)
    .map(({ scheme, parameters, token68 }) => ({
      scheme,
      parameters: Object.fromEntries(parameters),
      ...(token68 === undefined ? {} : { token68 }),
    }));

  /** Reads one element: a parameter of the last challenge, or a new scheme with its token68 or first parameter. */
  function readElement(): void {
    const name = take(TOKEN);
    const blanks = take(BLANKS);
    if (name === '') {
      return;
    }
    if (line[at] === '=') {
      readValue(drafts.at(-1), name);
      return;
    }
    if (!atEnd() && blanks === '') {
      return;
    }
    const draft: OpenChallenge = {
      scheme: name.toLowerCase(),
      parameters: new Map(),
      open: blanks !== '',
      rejected: false,
    };
    drafts.push(draft);
    if (atEnd()) {
      return;
    }
    const start = at;
    const token68 = take(TOKEN68);
    take(BLANKS);
    if (token68 !== '' && atEnd()) {
      draft.token68 = token68;
      draft.open = false;
      return;
    }
    at = start;
    const first = take(TOKEN);
    take(BLANKS);
    if (first !== '' && line[at] === '=') {
      readValue(draft, first);
    }
  }

  function readValue(draft: OpenChallenge | undefined, name: string): void {
    at += 1;
    take(BLANKS);
    const quoted = line[at] === '"';
    const start = at;
    const raw = take(quoted ? QUOTED : draft?.scheme === 'bearer' ? LENIENT : TOKEN);
    const complete = quoted ? at > start : raw !== '';
    const separated = take(SEPARATOR) !== '';
    if (!draft?.open || !complete || !(atEnd() || separated)) {
      return;
    }
    const key = name.toLowerCase();
    const value = quoted ? raw.replace(/\\([^])/g, '$1') : raw;
    draft.rejected ||= key === 'realm' && draft.parameters.has(key) && draft.parameters.get(key) !== value;
    if (draft.parameters.size < MAX_PARAMETERS || draft.parameters.has(key)) {
      draft.parameters.set(key, value);
    }
  }

  /** Whether another parameter or challenge follows without a comma. */
  function goesOn(): boolean {
    PARAMETER_AHEAD.lastIndex = at;
    return /[ \t;]/.test(line[at - 1] ?? '') && PARAMETER_AHEAD.test(line);
  }

  function atEnd(): boolean {
    return at >= line.length || line[at] === ',';
  }
}
