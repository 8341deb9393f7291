import { loginIn } from './base64.js';
import { headerValue, loginPlace, type Member, secretsInMembers } from './members.js';
import { hostIn } from './names.js';
import { nothing, only, type Secrets, together, type Where } from './place.js';
import { isPlaceholder, isPlausibleToken, isStandIn } from './plausible.js';

/** Quick pre-check. */
const WORTH_A_LOOK =
  /login|curl|wget|skopeo|oras|crane|podman|buildah|--[\w-]*(?:token|password)|\bhttps?\s|creds|setx|\bset\s+-|\b(?:ENV|ARG|setenv)\s|config set|ConvertTo-|\bhttps? -a|\s-[A-Z][A-Za-z]+\s/;
/** Words, of which parts can be in quotes, and the signs between commands. The caret escapes in cmd. */
const WORD = /(?:\^?"(?:[^"\\^]|\\[^]|\^(?!"))*\^?"|'[^']*'|\\\S|[^\s"'|;&\\])+|\|\|?|&&|;|[\\^`]?\r?\n/g;
const SEPARATOR = /^(?:\|\|?|&&|;|\r?\n)$/;
const PROGRAM = /^(?:docker|podman|skopeo|oras|crane|helm|nerdctl|buildah|curl|regctl)$/;
const CONTINUED = /^[\\^`]?\r?\n$|^[\\^`]$/;

/** Options of a sign-in whose value is the next word. */
const VALUED =
  /^(?:-[unp]|--(?:user(?:name)?|pass(?:word)?|authfile|cert-dir|config|registry-config|ca-file|scopes?|resource-group|name|suffix))$/;
const USER = /^(?:-u|--user(?:name)?|-Username|-User)$/;
const PASSWORD = /^(?:-p|--pass(?:word)?)$/;
const FROM_INPUT = /^--(?:pass(?:word)?-stdin|with-token|identity-token-stdin)$/;
/** Options of curl that name another address or text than that of the request. */
const ELSEWHERE = /^(?:-[xedHFAo]|--(?:proxy|preproxy|socks\w*|referer|header|data[\w-]*|form|user-agent|output))$/;
const CREDS = /^--?(?:[\w-]*creds)$/;

interface CommandLine {
  readonly words: readonly string[];
  /** What an `echo` or `printf` in front of it writes into it, or a here-string. */
  readonly input?: string;
}

/** Secrets in command lines that no name stands in front of: short options, words, and what is piped. */
export function secretsInCommands(text: string): Secrets {
  if (!WORTH_A_LOOK.test(text)) {
    return nothing;
  }
  return together(commandsIn(text).map(inCommand));
}

function commandsIn(text: string): CommandLine[] {
  const commands: { words: string[]; input?: string }[] = [{ words: [] }];
  let before = '';
  for (const [word] of text.matchAll(WORD)) {
    const command = commands.at(-1);
    if (SEPARATOR.test(word) && CONTINUED.test(before)) {
      continue;
    }
    if (SEPARATOR.test(word)) {
      const input = word === '|' && command ? writtenBy(command.words) : undefined;
      commands.push({ words: [], ...(input !== undefined && { input }) });
    } else if (!CONTINUED.test(word)) {
      // The input box makes one line of several commands.
      if (PROGRAM.test(word) && (command?.words.length ?? 0) > 3) {
        commands.push({ words: [word] });
        before = word;
        continue;
      }
      command?.words.push(plain(word));
    }
    before = word;
  }
  return commands;
}

/** A word without its quotes. */
function plain(word: string): string {
  if (!/["'\\]/.test(word)) {
    return word;
  }
  return word
    .replace(/\^?"((?:[^"\\^]|\\[^]|\^(?!"))*)\^?"|'([^']*)'/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replace(/\\(["\\$`])/g, '$1'),
    )
    .replace(/\\(\S)/g, '$1');
}

function writtenBy(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => /^(?:echo|printf|Write-Output)$/i.test(word));
  return at === -1 ? undefined : words.slice(at + 1).findLast((word) => !word.startsWith('-'));
}

function inCommand({ words, input }: CommandLine): Secrets {
  const login = words.findIndex((word, index) => index > 0 && /^(?:login|docker-login)$/.test(word));
  const client = words.findIndex((word) => /^(?:.*[/\\])?(?:curl|wget|https?|xh)(?:\.exe)?$/.test(word));
  const isBearer = words.includes('bearer');
  const [first, last = first] = hostsIn(words);
  return together([
    ...(login === -1 ? [] : [signingIn(words, login, input)]),
    ...words.map((word, index) => {
      const before = words[index - 1] ?? '';
      const host = `${before} ${word}`.includes('-dest-creds') ? last : first;
      return inWord(word, before, { isClient: client !== -1 && index > client, isBearer }, host);
    }),
    options(words, first, last),
    settings(words),
  ]);
}

/** The hosts of addresses and images among the words, the first and the last. */
function hostsIn(words: readonly string[]): string[] {
  const addresses = words.filter(
    (word, index) => word.includes('://') && !word.startsWith('-') && !ELSEWHERE.test(words[index - 1] ?? ''),
  );
  const images = words.filter((word) => /^[\w.-]+\.[\w.-]+(?::\d+)?\//.test(word));
  const hosts = (addresses.length > 0 ? addresses : images).map(hostIn).filter((host) => host !== undefined);
  return [hosts[0], hosts.at(-1)].filter((host) => host !== undefined);
}

/** Options with a name that says what they are, and headers. */
function options(words: readonly string[], first: string | undefined, last: string | undefined): Secrets {
  const members = words.flatMap((word, index): Member[] => {
    const next = words[index + 1] ?? '';
    const [, name = '', value = ''] = /^--([\w-]{2,60})=(.*)$/s.exec(word) ?? [];
    if (name !== '') {
      return [{ name, value, at: 'inCommand' }];
    }
    if (/^--[\w-]{2,60}$/.test(word) && next !== '' && !next.startsWith('-')) {
      return [{ name: word.slice(2), value: next, at: 'inCommand' }];
    }
    const [, header = '', text = ''] = /^([A-Za-z][\w-]{2,60}): *(\S+)$/.exec(word) ?? [];
    return /^(?:-H|--header)$/.test(words[index - 1] ?? '') ? [{ name: header, value: text, at: 'header' }] : [];
  });
  const named = members.filter(({ name }) => !name.endsWith('creds'));
  const isTarget = ({ name }: Member) => name.startsWith('dest-');
  return together([
    secretsInMembers(
      named.filter((member) => !isTarget(member)),
      first,
    ),
    secretsInMembers(named.filter(isTarget), last),
  ]);
}

function signingIn(words: readonly string[], login: number, input: string | undefined): Secrets {
  const valueOf = (option: RegExp): string | undefined => {
    const at = words.findIndex((word) => option.test(word.replace(/=.*$/s, '')));
    const word = words[at];
    return word?.includes('=')
      ? word.slice(word.indexOf('=') + 1)
      : at === -1
        ? attached(words, option)
        : words[at + 1];
  };
  const here = words.indexOf('<<<');
  const isPiped = words.some((word) => FROM_INPUT.test(word));
  const given = valueOf(PASSWORD);
  // A log writes the command in brackets.
  const isEnclosed =
    given?.endsWith(')') === true && !given.includes('(') && words.some((word) => /\([^)]*$/.test(word));
  const password =
    (isEnclosed ? given.slice(0, -1) : given) ?? (here === -1 ? (isPiped ? input : undefined) : words[here + 1]);
  if (password === undefined || isPlaceholder(password)) {
    return nothing;
  }
  const operand = words.find(
    (word, index) =>
      index > login && !word.startsWith('-') && !VALUED.test(words[index - 1] ?? '') && hostIn(word) !== undefined,
  );
  const host = operand === undefined ? undefined : hostIn(operand);
  const user = valueOf(USER);
  const isName = user !== undefined && !isStandIn(user);
  return loginPlace({ user: isName ? user : '', password }, inCommandAfter('login'), host);
}

/** `-pSECRET` in one word. */
function attached(words: readonly string[], option: RegExp): string | undefined {
  return words.find((word) => /^-[up][^=]/.test(word) && option.test(word.slice(0, 2)))?.slice(2);
}

/** Pairs in one word, as curl and skopeo take them, and a header. */
function inWord(
  word: string,
  before: string,
  { isClient, isBearer }: { readonly isClient: boolean; readonly isBearer: boolean },
  host: string | undefined,
): Secrets {
  if (/^authorization\s*:/i.test(word)) {
    return headerValue(word.replace(/^[^:]*:/, ''), { at: 'header' }, host);
  }
  if (isClient && isBearer && before === '-a' && isPlausibleToken(word)) {
    return only([{ value: word, where: inCommandAfter('-a'), ...(host !== undefined && { host }) }]);
  }
  const isPair = (isClient && /^(?:-[a-zA-Z]*u|--user|-a|--auth)$/.test(before)) || CREDS.test(before);
  const [, attachedPair] = isClient ? (/^-u([^=].*:.*)$/s.exec(word) ?? []) : [];
  const pair = isPair ? word : (attachedPair ?? /^--?[\w-]*(?:creds|user)=(.*:.*)$/s.exec(word)?.[1]);
  const login = pair === undefined ? undefined : loginIn(pair);
  return login && login.password !== '' ? loginPlace(login, inCommandAfter(isPair ? before : 'user'), host) : nothing;
}

/** Commands that set a variable or a setting without a sign, the parameters of PowerShell, and its secure strings. */
function settings(words: readonly string[]): Secrets {
  const pairs = words.flatMap((word, index): [string, string][] => {
    const [name = '', value = ''] = [words[index + 1], words[index + 2]];
    if (/^(?:setx|ENV|ARG|setenv)$/i.test(word) || (word === 'set' && /^-\w+$/.test(name))) {
      return word === 'set' ? [[value, words[index + 3] ?? '']] : [[name, value]];
    }
    if (word === 'set' && words[index - 1] === 'config') {
      return [[name, value]];
    }
    return /^-[A-Z][A-Za-z]+$/.test(word) && !name.startsWith('-') ? [[word.slice(1), name]] : [];
  });
  const secure = words.flatMap((word, index) => {
    const value = words[index + 1] ?? '';
    return /^ConvertTo-SecureString$/i.test(word) && !isPlaceholder(value) && !value.startsWith('-') ? [value] : [];
  });
  return together([
    secretsInMembers(pairs.map(([name, value]) => ({ name, value, at: 'inCommand' }))),
    only(secure.map((value) => ({ value, where: inCommandAfter('ConvertTo-SecureString') }))),
  ]);
}

function inCommandAfter(name: string): Where {
  return { at: 'inCommand', name };
}
