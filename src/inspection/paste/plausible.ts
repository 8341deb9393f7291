/** Variables of shells, pipelines and templates, masks of logs, and values that are cut off. */
const VARIABLE =
  /^[<«]|^\$[{(<]|^\$[A-Za-z_]\w*(?:[:.]\w+)*$|^%\w+%$|^[!#@$]?\{{1,2}[^{}"]*\}{0,2}$|^\[[^\]"]*\]?$|^\(\w*\)?$|^\*|\*{3}|\.{3}|…|•|^x{3,}$|^-+$|x{8,}|^ENC\[|^\$(?:2[aby]|apr1|[156])\$|^_*(?:redacted|masked|filtered|hidden|removed|sensitive)_*$/i;
/** Words of manuals in place of a value, alone or joined: `your-token-here`, `changeme`. None has a digit. */
const STAND_IN =
  /^(?:(?:your|my|our|the|some|an?|insert|replace|change|enter|paste|put|example|sample|dummy|todo)[-_. ]|(?:your|my|insert|replace|change|enter|example|dummy)(?=me$|it$|access|api|auth|token|password|passwd|secret|key|value))[^\d]*$|^(?:todo|undefined|null|none|nil|true|false|required|optional|blank|empty|example|sample|dummy|string|strings|stringarray)$/i;
const CAPITALS = /^[A-Z]{3,}(?:_[A-Z]+)*[!.:]?$/;
/** Letters only, in words that are joined by signs or by a change of case. */
const LETTERS = /^[A-Za-z]+(?:[-_.:/ ][A-Za-z]+)*[.:;,!?]*$/;
const PIECE = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;
/** A member of an object in source code: `os.environ[`, `stored.refreshToken`, `var.password1`. */
const CODE = /^[A-Za-z_$]+\d{0,2}(?:(?:\.|::)[A-Za-z_$]+\d{0,2})+(?:$|[([<])|^:|\(\)?$/;
/** Names of resources and paths of files, under which a secret lies. */
const POINTER = /^(?:arn|vault|secret|file|env|ref):|^(?:~|\.{1,2}|[A-Za-z]:)?[/\\][a-z]{2,}[/\\]/;
/** Shorter values under the name of a token are words like `true` or `basic`. */
const SHORTEST_TOKEN = 8;
const SHORTEST_PASSWORD = 6;
/** Longer words without a digit don't exist in prose. */
const LONGEST_WORD = 60;

/** Whether this stands for a value that the writer left out. */
export function isPlaceholder(value: string): boolean {
  return (
    isStandIn(value) ||
    /^(.)\1{2,}$/.test(value) ||
    STAND_IN.test(value.slice(0, 200)) ||
    (value.length < 60 && CAPITALS.test(value))
  );
}

/** A placeholder, or empty. Other names can be written in capitals. */
export function isStandIn(name: string): boolean {
  return name === '' || VARIABLE.test(name.slice(0, 200)) || /^(?:your|my)[-_. ][^\d]*$|^strings?$/i.test(name);
}

/** False for a placeholder, a word, an address or a short value in place of a token. */
export function isPlausibleToken(value: string): boolean {
  return (
    value.length >= SHORTEST_TOKEN &&
    /^[\x21-\x7e]+$/.test(value) &&
    !value.includes('://') &&
    !isPlaceholder(value) &&
    !isWords(value.replace(/[-_]?\d{1,2}$/, '')) &&
    !isCode(value) &&
    !isFilled(value) &&
    !POINTER.test(value.slice(0, 100)) &&
    !/^\d{1,12}$/.test(value)
  );
}

/** Whether a text consists of words of letters, as prose, names of constants and of types do. */
export function isWords(value: string): boolean {
  if (value.length > LONGEST_WORD || !LETTERS.test(value)) {
    return false;
  }
  const pieces = value.match(PIECE) ?? [];
  return pieces.join('').length / Math.max(1, pieces.length) >= 2.5;
}

export function isCode(value: string): boolean {
  return value.length < 200 && CODE.test(value);
}

/** A prefix and one character that fills the rest: `ghp_xxxxxxxxxxxx`. */
function isFilled(value: string): boolean {
  return value.length < 200 && new Set(value.slice(-10)).size === 1 && !/^[\w-]+\.[\w-]+\./.test(value);
}

/** Whether a value that stands by itself behind the name of a password is one, and no word of a sentence. */
export function isPlausiblePassword(value: string): boolean {
  return (
    value.length >= SHORTEST_PASSWORD &&
    !isPlaceholder(value) &&
    !value.includes('://') &&
    !isWords(value) &&
    !isCode(value) &&
    !POINTER.test(value.slice(0, 100))
  );
}

/** A text without any of these signs at its end. Linear, unlike a pattern that looks for its end from every sign. */
export function withoutEnd(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) {
    end -= 1;
  }
  return text.slice(0, end);
}
