import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inPath } from '../../scripts/paths.mjs';
import { curlOf } from '../../src/auth/curl.js';
import type { TraceStep } from '../../src/auth/trace.js';
import { type Shell, shells } from '../../src/text/shell.js';

const plain: TraceStep = {
  purpose: 'exchange',
  method: 'GET',
  url: 'https://r.example/t',
  authorization: 'none',
  requestHeaders: {},
  startedAt: 0,
  duration: 1,
  headers: {},
};
const by = (id: string): Shell => {
  const shell = shells.find((one) => one.id === id);
  if (!shell) {
    throw new Error(id);
  }
  return shell;
};

const refreshed: Partial<TraceStep> = {
  method: 'POST',
  form: [
    ['grant_type', 'refresh_token'],
    ['refresh_token', '$TOKEN'],
    ['scope', 'repository:team/app:pull'],
  ],
};
const json = { contentType: 'application/json', text: '{"username":"$USERNAME","password":"$PASSWORD"}' };
const xml = { contentType: 'application/xml', text: '<login><password>$PASSWORD</password></login>' };

describe('the curl line of a step', () => {
  it.each<[string, Partial<TraceStep>, string, string | undefined]>([
    ['a ping', {}, 'posix', `curl --globoff --include https://r.example/t`],
    ['a ping', {}, 'powershell', `curl.exe --globoff --include https://r.example/t`],
    [
      'a query',
      { url: 'https://r.example/t?service=r&scope=a:b:c' },
      'cmd',
      `curl --globoff --include "https://r.example/t?service=r&scope=a:b:c"`,
    ],
    ['an escape', { url: 'https://r.example/a%20b' }, 'cmd', undefined],
    ['an escape', { url: 'https://r.example/a%20b' }, 'pwsh', `curl --globoff --include 'https://r.example/a%20b'`],
    [
      'Basic',
      { authorization: 'basic' },
      'posix',
      `curl --globoff --include --user "$REGISTRY_USERNAME":"$REGISTRY_PASSWORD" https://r.example/t`,
    ],
    [
      'Basic',
      { authorization: 'basic' },
      'fish',
      `curl --globoff --include --user "$REGISTRY_USERNAME":"$REGISTRY_PASSWORD" https://r.example/t`,
    ],
    [
      'Basic',
      { authorization: 'basic' },
      'pwsh',
      'curl --globoff --include --user "${env:REGISTRY_USERNAME}:${env:REGISTRY_PASSWORD}" https://r.example/t',
    ],
    [
      'Basic',
      { authorization: 'basic' },
      'cmd',
      `curl --globoff --include --user "%REGISTRY_USERNAME%:%REGISTRY_PASSWORD%" https://r.example/t`,
    ],
    [
      'Bearer',
      { authorization: 'bearer', method: 'HEAD' },
      'posix',
      `curl --globoff --include --head --header 'Authorization: Bearer '"$REGISTRY_TOKEN" https://r.example/t`,
    ],
    [
      'a signature',
      { authorization: 'other', method: 'POST' },
      'cmd',
      `curl --globoff --include --request POST --header "Authorization: %REGISTRY_AUTHORIZATION%" https://r.example/t`,
    ],
    [
      'a form',
      refreshed,
      'posix',
      `curl --globoff --include --data-urlencode 'grant_type=refresh_token' --data-urlencode 'refresh_token='"$REGISTRY_REFRESH_TOKEN" --data-urlencode 'scope=repository:team/app:pull' https://r.example/t`,
    ],
    [
      'a form',
      refreshed,
      'powershell',
      `curl.exe --globoff --include --data-urlencode 'grant_type=refresh_token' --data-urlencode "refresh_token=\${env:REGISTRY_REFRESH_TOKEN}" --data-urlencode 'scope=repository:team/app:pull' https://r.example/t`,
    ],
    [
      'JSON',
      { method: 'POST', body: json },
      'posix',
      `curl --globoff --include --header 'Content-Type: application/json' --data-raw '{"username":"'"$REGISTRY_USERNAME"'","password":"'"$REGISTRY_PASSWORD"'"}' https://r.example/t`,
    ],
    ['JSON', { method: 'POST', body: json }, 'pwsh', undefined],
    ['JSON', { method: 'POST', body: json }, 'cmd', undefined],
    [
      'XML',
      { method: 'POST', body: xml },
      'pwsh',
      `curl --globoff --include --header 'Content-Type: application/xml' --data-raw "<login><password>\${env:REGISTRY_PASSWORD}</password></login>" https://r.example/t`,
    ],
  ])('%s (%j) for %s', (_, step, id, line) => {
    expect(curlOf({ ...plain, ...step }, by(id))).toBe(line);
  });
});

/** What a service or a user can name, and the shells that it can't be written for. */
const hostile: readonly [name: string, text: string, refusedBy: readonly string[]][] = [
  ['the service that ran touch in fish', `\\'\\'\\';touch PWNED;#`, []],
  ['the realm that ran ver in cmd', 'https://registry.example.com/token&ver&echo;PWNED&rem', []],
  ['a substitution', '$(touch PWNED)', []],
  ['an old substitution', '`touch PWNED`', []],
  ['a substitution of fish', '(touch PWNED)', []],
  ['a substitution of processes', '<(touch PWNED) >PWNED', []],
  ['an end of a single quote', `'; touch PWNED; '`, []],
  ['an end of two single quotes', `''; touch PWNED; ''`, []],
  ['an end of a double quote', '"; touch PWNED; "', ['pwsh', 'powershell', 'cmd']],
  ['an end of a curly single quote', '\u2019; ni PWNED; \u2019', ['powershell', 'cmd']],
  ['an end of a low single quote', '\u201a; ni PWNED; \u201b', ['powershell', 'cmd']],
  ['an end of a curly double quote', '\u201d; ni PWNED; \u201c', ['pwsh', 'powershell', 'cmd']],
  ['quotes that Windows makes of others', '\uff02&ver&\u02ba&ver&\u030e', ['powershell', 'cmd']],
  ['a variable of POSIX', '$HOME ${HOME}', []],
  ['a variable of PowerShell', '$env:HOME ${env:HOME} $(ni PWNED)', []],
  ['a variable of cmd', '%PASSWORD%&%COMSPEC%', ['cmd']],
  ['a late variable of cmd', '!COMSPEC!', ['cmd']],
  ['the history', '!! !touch', ['cmd']],
  ['an escape of cmd', '^&ver^', ['cmd']],
  ['an escape of PowerShell', '`"; ni PWNED', ['pwsh', 'powershell', 'cmd']],
  ['a backslash at the end', 'a\\', ['pwsh', 'powershell', 'cmd']],
  ['backslashes before a quote', `\\\\'; touch PWNED; #`, []],
  ['operators', 'a|touch PWNED&&touch PWNED||touch PWNED;touch PWNED&', []],
  ['patterns', '* ? [a] {a,b} ~ ~root =ls #', []],
  ['an end of parsing', '--% & ver', ['cmd']],
  ['an index', '[1] :h', []],
  ['a line break', 'a\ntouch PWNED\n', shells.map(({ id }) => id)],
  ['a carriage return', 'a\rtouch PWNED\r', shells.map(({ id }) => id)],
  ['a key of the terminal', 'a\u0003touch PWNED\u0004', shells.map(({ id }) => id)],
  ['a separator of lines', 'a\u2028touch PWNED', shells.map(({ id }) => id)],
];

const stepWith = (text: string): TraceStep => ({
  ...plain,
  method: 'POST',
  authorization: 'basic',
  requestHeaders: { Accept: text },
  form: [
    ['password', '$PASSWORD'],
    ['service', text],
  ],
  body: { contentType: 'text/plain', text: `<$PASSWORD>${text}` },
  url: `https://registry.example.com/${text}`,
});
const secrets = { REGISTRY_USERNAME: 'dana', REGISTRY_PASSWORD: `p'"$(touch PWNED)\`touch PWNED\`; touch PWNED` };
const wordsWith = (text: string, values: Readonly<Record<keyof typeof secrets, string>>): string[] => [
  ...[
    '--globoff',
    '--include',
    '--user',
    `${values.REGISTRY_USERNAME}:${values.REGISTRY_PASSWORD}`,
    '--header',
    `Accept: ${text}`,
  ],
  ...['--data-urlencode', `password=${values.REGISTRY_PASSWORD}`, '--data-urlencode', `service=${text}`],
  ...['--header', 'Content-Type: text/plain', '--data-raw', `<${values.REGISTRY_PASSWORD}>${text}`],
  `https://registry.example.com/${text}`,
];
const rows = shells.flatMap((shell) =>
  hostile.map(([name, text, refusedBy]) => ({
    shell,
    id: shell.id,
    name,
    text,
    refused: refusedBy.includes(shell.id),
  })),
);

describe('what a service named in a curl line', () => {
  it.each(rows)('for $id: $name is written or refused', ({ shell, text, refused }) => {
    expect(curlOf(stepWith(text), shell) === undefined).toBe(refused);
  });

  /** The words of a line by the rules of shells that don't run here; nothing else may be between them than a space. */
  const readers: Readonly<Record<string, { readonly word: RegExp; readonly text: (word: string) => string }>> = {
    pwsh: {
      word: /[A-Za-z0-9_./:-]+|'(?:[^'\u2018-\u201b]|''|[\u2018-\u201b]{2})*'|"(?:[^"\u201c-\u201e$`]|`[$`]|\$\{env:[A-Z_]+\})*"/y,
      text: (word) =>
        word.startsWith("'")
          ? word.slice(1, -1).replace(/(['\u2018-\u201b])\1/g, '$1')
          : word.replace(/^"|"$/g, '').replace(/`([$`])|\$\{env:([A-Z_]+)\}/g, (_, sign?: string, name?: string) => {
              return sign ?? `{${name ?? ''}}`;
            }),
    },
    cmd: {
      word: /[A-Za-z0-9_./:-]+|"(?:[^"%^!\r\n]|%[A-Z_]+%)*"/y,
      text: (word) => word.replace(/^"|"$/g, '').replace(/%([A-Z_]+)%/g, '{$1}'),
    },
  };
  it.each(rows.filter(({ id, refused }) => !refused && /pwsh|powershell|cmd/.test(id)))(
    'for $id: $name stays in its word by the rules of the shell',
    ({ shell, id, text }) => {
      const { word, text: textOf } = readers[id === 'powershell' ? 'pwsh' : id] ?? {};
      const line = curlOf(stepWith(text), shell) ?? '';
      const words: string[] = [];
      for (let at = 0; word && at < line.length; at += (words.at(-1)?.length ?? 0) + 1) {
        word.lastIndex = at;
        const [found = expect.fail(`not a word: ${line.slice(at)}`)] = word.exec(line) ?? [];
        words.push(found);
      }
      expect(words.join(' ')).toBe(line);
      expect(words.slice(1).map((one) => textOf?.(one))).toEqual(
        wordsWith(text, { REGISTRY_USERNAME: '{REGISTRY_USERNAME}', REGISTRY_PASSWORD: '{REGISTRY_PASSWORD}' }),
      );
    },
  );
});

/** The shells of this machine, and how they run a line without reading anybody's settings. */
const programs = [
  { program: 'bash', id: 'posix', args: ['--norc', '--noprofile', '-c'] },
  { program: 'dash', id: 'posix', args: ['-c'] },
  { program: 'zsh', id: 'posix', args: ['-f', '-c'] },
  { program: 'fish', id: 'fish', args: ['--no-config', '-c'] },
  { program: 'pwsh', id: 'pwsh', args: ['-NoProfile', '-Command'] },
].flatMap(({ program, ...rest }) => {
  const path = process.platform === 'win32' ? undefined : inPath(program);
  return path === undefined ? [] : [{ program, path, ...rest }];
});

describe.skipIf(programs.length === 0)('a curl line in a real shell', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'registry-auth-'));
    for (const name of ['bin', 'home', 'work']) {
      mkdirSync(join(folder, name));
    }
    writeFileSync(join(folder, 'bin', 'curl'), `#!/bin/sh\nprintf '%s\\0' "$@"\n`, { mode: 0o700 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const runs = programs.flatMap((program) =>
    rows.filter(({ id }) => id === program.id).map((row) => ({ ...program, ...row })),
  );
  it.each(runs.filter(({ refused }) => !refused))('$program passes on $name and runs nothing else', (run) => {
    const { path, args, shell, text } = run;
    const line = curlOf(stepWith(text), shell) ?? '';
    const paths = `${join(folder, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
    const printed = execFileSync(path, [...args, line], {
      cwd: join(folder, 'work'),
      env: { ...process.env, ...secrets, HOME: join(folder, 'home'), PATH: paths },
      encoding: 'utf8',
    });
    expect(printed.split('\0').slice(0, -1)).toEqual(wordsWith(text, secrets));
    expect(readdirSync(join(folder, 'work'))).toEqual([]);
  });
});
