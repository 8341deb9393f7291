import { invisible } from '../../text/invisible.js';
import { decodedOnce } from '../../text/readings.js';
import { secretsInAddresses } from './addresses.js';
import { secretsInCommands } from './commandLines.js';
import { secretsInEntries } from './entries.js';
import { secretsInHeaders } from './headers.js';
import { hostIn } from './names.js';
import { secretsInNetrc } from './netrc.js';
import { objectsIn, type ObjectText } from './objects.js';
import { secretsInObject } from './objectSecrets.js';
import { type Inner, type Part, type Place, type Secrets, together } from './place.js';
import { secretsByForm } from './tokenForms.js';
import { joinWrapped } from './wrapping.js';

/** Notations in which a secret stands, the most certain first. */
const notations: readonly ((text: string) => Secrets)[] = [
  secretsInHeaders,
  secretsInNetrc,
  secretsInEntries,
  secretsByForm,
];

/** JSON in base64 in JSON, or escapes in escapes. Real texts have two layers. */
const DEEPEST = 5;
/** Quick pre-check: a text that holds a secret has one of these. */
const WORTH_A_LOOK =
  /tok|pat\b|pass|pwd|secret|key|auth|bearer|basic|jwt|creds?\b|login|response>|result>|e(?:yJ|yA|w[ok0])|ZXlK|W3si|Wwog|QVdTO|djE6|Z2h[opuvw1]X|Z2l0aHV|cmVmd|gh[opusr]_|_pat_|gl[a-z]{2,6}-|_oat_|do[opr]_v1|zak_|ya29|AKC|curl|https? -|:\/\/[^\s/]{1,2000}@/i;

/** The secrets in a text of any notation, and in the texts within it. `host` is where they are for, if it is known. */
export function readText(text: string, host?: string, depth = 0): Place[] {
  if (depth > DEEPEST || !WORTH_A_LOOK.test(text)) {
    return [];
  }
  const { text: whole } = joinWrapped(plainText(text));
  const objects = objectsIn(whole);
  const inObjects = objects.map(({ node, start }) => secretsInObject(node, ownerOf(whole, start)));
  // Braces without quotes can be a part of a password.
  const isRead = ({ isWhole, start, end }: ObjectText, index: number) =>
    isWhole && ((inObjects[index]?.places.length ?? 0) > 0 || /["']/.test(whole.slice(start, end)));
  const rest = without(whole, objects.filter(isRead));
  const addresses = secretsInAddresses(rest);
  const words = without(rest, addresses.read ?? []);
  const found = together([...inObjects, addresses, secretsInCommands(rest), ...notations.map((read) => read(words))]);
  const inner = [...found.inner, ...decodedText(without(rest, found.read ?? []))].flatMap((one: Inner) =>
    readText(one.text, one.host ?? host, depth + 1),
  );
  return [...found.places, ...inner].map((place) =>
    host === undefined || place.host !== undefined ? place : { ...place, host },
  );
}

/** The name of an object, or the address in the call that it is an argument of. */
const OWNER =
  /((?:[\w-]{1,63}\.){1,10}[\w-]{1,63}(?::\d{2,5})?)["']?\s{0,5}(?::|=>?)\s{0,5}$|(?:-Uri\s+|(?:fetch|get|post|put|head|request|uri)\(|url\s{0,5}[:=]\s{0,5}(?:uri\()?)["'`]?(https?:\/\/[^"'`\s]{1,300})[^]{0,300}$/i;
/** Characters in front of an object that are looked at. */
const IN_FRONT = 400;

function ownerOf(text: string, start: number): string | undefined {
  const before = text.slice(Math.max(0, start - IN_FRONT), start);
  if (!before.includes('://') && !/[:=>]\s{0,5}$/.test(before)) {
    return undefined;
  }
  const [, name, address] = OWNER.exec(before) ?? [];
  return hostIn(name ?? address ?? '');
}

/** Sequences of a terminal (ECMA-48). */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;?]*[ -/]*[@-~]`, 'g');
/** Colors that lost their first character. One of them alone can be a part of a secret. */
const PLAIN_COLOR = /\[\d{1,3}(?:;\d{1,3}){0,5}m([^[]*)\[0?m/g;
const HIDDEN = new RegExp(`(?![\\t\\n\\r ])${invisible.source}`, 'gu');

/** The prompt of PowerShell directly behind what a command wrote. */
const PROMPT = /(?<=\S)(?=PS [A-Z]:\\)/g;

/** Without the colors of a terminal and invisible characters. */
function plainText(text: string): string {
  const plain = (/\[\d/.test(text) ? text.replace(COLOR, '').replace(PLAIN_COLOR, '$1') : text).replace(PROMPT, ' ');
  return /[^\x20-\x7e\t\r\n]/.test(plain) ? plain.replace(HIDDEN, (sign) => (/\p{Zs}/u.test(sign) ? ' ' : '')) : plain;
}

/** A text with spaces in place of these parts. */
function without(text: string, parts: readonly Part[]): string {
  if (parts.length === 0) {
    return text;
  }
  const kept: string[] = [];
  let last = 0;
  for (const { start, end } of parts.toSorted((a, b) => a.start - b.start)) {
    if (start < last) {
      continue;
    }
    kept.push(text.slice(last, start), ' '.repeat(end - start));
    last = end;
  }
  return kept.join('') + text.slice(last);
}

/** The text without one layer of escapes: of JSON and shells, of cmd, of mail, of URLs, of HTML; none if it has none. */
function decodedText(text: string): Inner[] {
  let decoded = text;
  if (/\^["&|<>^%\\{}\r\n]/.test(decoded)) {
    decoded = decoded.replace(/\^(?=["&|<>^%\\{}\r\n])/g, '');
  }
  if (/=(?:3D|20|0A|C3|E2)/.test(decoded)) {
    decoded = decoded.replace(/=(?:\r?\n| (?=\S))|=([0-9A-F]{2})/g, (_, byte?: string) =>
      byte === undefined ? '' : String.fromCharCode(parseInt(byte, 16)),
    );
  }
  if (/[“”„«»‘’]/.test(decoded)) {
    decoded = decoded.replace(/[“”„«»]/g, '"').replace(/[‘’]/g, "'");
  }
  if (/\\["'/nrtux]|%(?:2[0-9A-F]|3[A-F]|[57][BD])|&(?:quot|amp|lt|gt|#)/i.test(decoded)) {
    decoded = decodedOnce(decoded);
  }
  return decoded === text ? [] : [{ text: decoded }];
}
