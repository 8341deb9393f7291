import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CommandLine, shellAt, shells, type Word, writeAlike } from '../../src/text/shell.js';

const token: Word = ['Authorization: Bearer ', { variable: 'REGISTRY_TOKEN' }];
const curl: CommandLine = { words: ['curl', '--header', token, 'https://registry.example.com/v2/team/app/tags/list'] };
const login: CommandLine = {
  words: ['docker', 'login', '--username', "o'brien $(id) `id`; \\", '--password-stdin', 'registry.example.com:8443'],
  input: 'REGISTRY_PASSWORD',
};
const by = (id: string) => {
  const shell = shells.find((one) => one.id === id);
  if (!shell) {
    throw new Error(id);
  }
  return shell;
};

describe('a command line', () => {
  it.each([
    [
      'posix',
      `curl --header 'Authorization: Bearer '"$REGISTRY_TOKEN" https://registry.example.com/v2/team/app/tags/list`,
    ],
    [
      'fish',
      `curl --header 'Authorization: Bearer '"$REGISTRY_TOKEN" https://registry.example.com/v2/team/app/tags/list`,
    ],
    [
      'pwsh',
      'curl --header "Authorization: Bearer ${env:REGISTRY_TOKEN}" https://registry.example.com/v2/team/app/tags/list',
    ],
    [
      'powershell',
      'curl.exe --header "Authorization: Bearer ${env:REGISTRY_TOKEN}" https://registry.example.com/v2/team/app/tags/list',
    ],
    [
      'cmd',
      'curl --header "Authorization: Bearer %REGISTRY_TOKEN%" https://registry.example.com/v2/team/app/tags/list',
    ],
  ])('for %s', (id, expected) => {
    expect(by(id).write(curl)).toBe(expected);
  });

  it.each([
    [
      'posix',
      `printf %s "$REGISTRY_PASSWORD" | docker login --username 'o'\\''brien $(id) \`id\`; \\' --password-stdin registry.example.com:8443`,
    ],
    [
      'fish',
      `printf %s "$REGISTRY_PASSWORD" | docker login --username 'o\\'brien $(id) \`id\`; \\\\' --password-stdin registry.example.com:8443`,
    ],
    ['pwsh', undefined],
    ['cmd', undefined],
  ])('with an odd user name, for %s', (id, expected) => {
    expect(by(id).write(login)).toBe(expected);
  });

  it.each([
    ['pwsh', "o'brien", "'o''brien'"],
    ['pwsh', 'o\u2019brien', "'o\u2019\u2019brien'"],
    ['pwsh', '$(id);x', "'$(id);x'"],
    ['pwsh', 'a"b', undefined],
    ['pwsh', 'a\u201db', undefined],
    ['cmd', 'a&b|c', '"a&b|c"'],
    ['cmd', 'a%PATH%', undefined],
    ['cmd', 'a"b', undefined],
    ['cmd', 'a^b', undefined],
    ['cmd', 'Müller 東 …', '"Müller 東 …"'],
    ['cmd', 'a\uff02b', undefined],
    ['pwsh', 'a\uff02b', "'a\uff02b'"],
    ['powershell', 'a\u02bab', undefined],
    ['pwsh', '', undefined],
    ['cmd', 'robot$ci', '"robot$ci"'],
    ['posix', 'robot$ci', "'robot$ci'"],
    ['posix', '=ls', "'=ls'"],
    ['posix', '~root', "'~root'"],
    ['posix', '', "''"],
  ])('for %s: %j', (id, text, expected) => {
    const written = by(id).write({ words: ['echo', text] });
    expect(written).toBe(expected === undefined ? undefined : `echo ${expected}`);
  });

  const between = { before: { variable: 'A' }, after: { variable: 'B' } };
  it.each([
    ['posix', 'x', `"$A"x"$B"`],
    ['posix', '[1]', `"$A"'[1]'"$B"`],
    ['posix', `a'b"c$(d)`, `"$A"'a'\\''b"c$(d)'"$B"`],
    ['fish', `[1]'\\`, `"$A"'[1]\\'\\\\'"$B"`],
    ['pwsh', "a$(b)`c'", '"${env:A}a`$(b)``c\'${env:B}"'],
    ['pwsh', 'a"b', undefined],
    ['powershell', 'a:b', '"${env:A}a:b${env:B}"'],
    ['cmd', ':', '"%A%:%B%"'],
    ['cmd', '%', undefined],
    ['cmd', '"&', undefined],
  ])('for %s: %j between two variables', (id, text, expected) => {
    const written = by(id).write({ words: ['echo', [between.before, text, between.after]] });
    expect(written).toBe(expected === undefined ? undefined : `echo ${expected}`);
  });

  it.each(shells.map(({ id }) => id))('for %s is never run by a line break in it', (id) => {
    for (const text of ['a\nb', 'a\rb', 'a\u0003b', 'a\u001b[31m', 'a\u2028b']) {
      expect(by(id).write({ words: ['echo', text] })).toBeUndefined();
      expect(by(id).write({ words: ['echo', [text, { variable: 'A' }]] })).toBeUndefined();
    }
  });

  it('for cmd is refused where the value would become part of it', () => {
    expect(by('cmd').mayHold?.('eyJhbGci.eyJz_-.x+/=')).toBe(true);
    expect(by('cmd').mayHold?.('a&calc')).toBe(false);
    expect(by('cmd').mayHold?.('a"b')).toBe(false);
  });

  it('arrives in a real shell as it was meant, whatever is in it', () => {
    const inShell = (command: CommandLine, secret: string): string[] => {
      const line = by('posix').write(command);
      if (line === undefined) {
        throw new Error('it cannot be written');
      }
      const show = 'show() { printf "%s\\0" "$@"; [ -t 0 ] || cat; }';
      const text = execFileSync('sh', ['-c', `${show}\n${line}`], { env: { SECRET: secret }, input: '' });
      return text.toString('utf8').split('\0');
    };
    const visible = fc.stringMatching(/^[ -~é]{0,20}$/);
    fc.assert(
      fc.property(visible, visible, (text, secret) => {
        const words: Word[] = ['show', text, ['Bearer ', { variable: 'SECRET' }, text, { variable: 'SECRET' }]];
        expect(inShell({ words }, secret)).toEqual([text, `Bearer ${secret}${text}${secret}`, '']);
        expect(inShell({ words: ['show', text], input: 'SECRET' }, secret)).toEqual([text, secret]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a variable', () => {
  const assignment = { variable: 'REGISTRY_TOKEN', value: "a'b$(id)" };
  it.each([
    ['posix', `export REGISTRY_TOKEN='a'\\''b$(id)'`],
    ['fish', `set -gx REGISTRY_TOKEN 'a\\'b$(id)'`],
    ['pwsh', `$env:REGISTRY_TOKEN = 'a''b$(id)'`],
    ['powershell', `$env:REGISTRY_TOKEN = 'a''b$(id)'`],
    ['cmd', `set "REGISTRY_TOKEN=a'b$(id)"`],
  ])('is set in %s', (id, expected) => {
    expect(by(id).write(assignment)).toBe(expected);
  });

  it('is not set where its value would end the word or the line', () => {
    for (const value of ['a\nb', 'a"b', 'a%PATH%']) {
      expect(by('cmd').write({ ...assignment, value })).toBeUndefined();
    }
    expect(shells.map((shell) => shell.write({ ...assignment, value: 'a\rb' }))).toEqual(shells.map(() => undefined));
  });

  it('has the value in a real shell', () => {
    const line = by('posix').write(assignment) ?? '';
    expect(execFileSync('sh', ['-c', `${line}; printf %s "$REGISTRY_TOKEN"`]).toString()).toBe(assignment.value);
  });
});

it('is known to be the same for every shell', () => {
  const login = ['docker', 'login', '--password-stdin'];
  expect(writeAlike({ words: [...login, 'r.example:8443'] })).toBe('docker login --password-stdin r.example:8443');
  expect(writeAlike({ words: [...login, 'r&ver'] })).toBeUndefined();
  expect(writeAlike({ words: ['curl', 'https://r.example/'] })).toBeUndefined();
  expect(writeAlike({ words: [...login, 'r\n'] })).toBeUndefined();
});

describe('the shell at a path', () => {
  it.each([
    ['/bin/bash', 'posix'],
    ['/usr/bin/zsh', 'posix'],
    ['/bin/sh', 'posix'],
    ['C:\\Program Files\\Git\\bin\\bash.exe', 'posix'],
    ['C:\\Windows\\System32\\wsl.exe', 'posix'],
    ['/usr/bin/fish', 'fish'],
    ['/usr/local/bin/pwsh', 'pwsh'],
    ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', 'powershell'],
    ['C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'powershell'],
    ['C:\\WINDOWS\\System32\\cmd.exe', 'cmd'],
    ['/usr/bin/nu', undefined],
    ['', undefined],
  ])('%s', (path, expected) => {
    expect(shellAt(path)?.id).toBe(expected);
  });
});
