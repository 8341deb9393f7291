// The line that is typed into a terminal, and the variables that hold its secrets.
import { beforeEach, describe, expect, it } from 'vitest';
import { env, window } from 'vscode';
import type { Credential } from '../../../src/auth/credential.js';
import type { Token } from '../../../src/auth/token.js';
import type { Connection } from '../../../src/connections/connection.js';
import { findKind } from '../../../src/registries/index.js';
import type { Tokens } from '../../../src/tokens.js';
import { openTerminal } from '../../../src/ui/fetch/openTerminal.js';
import { surfaceAt } from '../surfaceAt.js';

interface Opened {
  readonly environment: Readonly<Record<string, string>>;
  readonly line: string;
}

const scopes = ['repository:team/app:pull'];
const token: Token = {
  ...{ scheme: 'Bearer', value: 'planted-bearer', use: 'access', obtainedAt: 0, expirySource: 'none' },
  scopes,
};
const PAT = 'ghp_x7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA0eUi';
const opened: Opened[] = [];

beforeEach(() => {
  opened.length = 0;
  const createTerminal = ({ env: environment }: { env: Opened['environment'] }): unknown => ({
    show: () => undefined,
    shellIntegration: {},
    sendText: (line: string) => opened.push({ environment, line }),
  });
  Object.assign(window, { createTerminal });
});

async function typed(kind: string, credential: Credential, program: string, shell = '/bin/bash', held = token) {
  Object.assign(env, { shell });
  const connection: Connection = {
    ...{ id: 'one', kind, address: 'https://registry.example.com', form: 'password', insecure: false },
    ...{ settings: {}, revision: 1 },
  };
  const result = { token: held, scopes: held.scopes, trace: { machine: '', steps: [] }, revision: 1, cached: true };
  const tokens = { get: () => Promise.resolve(result), cached: () => [] };
  const { surface, person } = surfaceAt(connection, tokens as unknown as Tokens, [{ pick: program }]);
  const saved = { connection, credential };
  Object.assign(surface, {
    credentialOf: () => Promise.resolve(credential),
    store: { ...surface.store, read: () => Promise.resolve({ state: 'ok', ...saved }) },
  });
  await openTerminal(surface, { type: 'scope', connection, scopes: held.scopes } as const);
  return { ...opened[0], told: person.told.at(-1)?.text };
}

describe('the message names what the terminal has:', () => {
  const credential = { type: 'password', username: 'dana', password: 'planted' } as const;
  const asked = ['repository:team/app:pull,push'];
  it.each<[string, string, Partial<Token>, RegExp]>([
    [
      'what was granted',
      'curl',
      { granted: scopes },
      /^In the new terminal, \$REGISTRY_TOKEN holds the token for pull on team\/app\./,
    ],
    ['what is unknown as it was asked for', 'curl', {}, /for pull, push on team\/app\./],
    [
      'no grant at all',
      'curl',
      { granted: [] },
      /which grants no access to team\/app \(pull, push\)\. The command is typed/,
    ],
    ['the registry of a password', 'docker login', { granted: [] }, /holds the password for registry\.example\.com\./],
  ])('%s', async (_, program, grants, expected) => {
    const { told } = await typed('oci', credential, program, '/bin/bash', { ...token, scopes: asked, ...grants });
    expect(told).toMatch(expected);
  });
});

describe('the line of a sign-in', () => {
  it('names the user', async () => {
    const credential = { type: 'password', username: 'dana', password: 'planted' } as const;
    const { line, environment, told } = await typed('oci', credential, 'docker login');
    expect(line).toBe(
      'printf %s "$REGISTRY_PASSWORD" | docker login --username dana --password-stdin registry.example.com',
    );
    expect(environment).toEqual({ REGISTRY_PASSWORD: 'planted' });
    expect(told).not.toContain('REGISTRY_USERNAME');
  });

  const digitalOcean = findKind('digitalocean')?.credentials[0]?.toCredential({
    password: 'dop_v1_0123456789abcdef0123456789abcdef',
  });
  const shells = ['/bin/bash', '/usr/bin/fish', '/usr/bin/pwsh', 'C:\\Windows\\System32\\cmd.exe'];
  const programs = ['docker login', 'podman login', 'skopeo login'];
  it.each([
    ['is the password', digitalOcean],
    ['contains the password', { type: 'password', username: 'token.planted', password: 'planted' }],
    ['is a token', { type: 'password', username: PAT, password: 'x-oauth-basic' }],
  ] as readonly (readonly [string, Credential])[])('takes the user name that %s from a variable', async (_, one) => {
    const { username = '' } = 'username' in one ? one : {};
    for (const shell of shells) {
      for (const program of programs) {
        opened.length = 0;
        const { line, environment, told } = await typed('digitalocean', one, program, shell);
        expect(line).not.toContain(username);
        expect(line).toMatch(/--username "(\$|\$\{env:|%)REGISTRY_USERNAME[}%]?" --password-stdin/);
        expect(environment).toMatchObject({ REGISTRY_USERNAME: username });
        expect(told).toMatch(/\$REGISTRY_USERNAME/);
        expect(told).not.toContain(username);
      }
    }
  });

  it('has no variable for the user name of another command', async () => {
    const credential = { type: 'password', username: PAT, password: 'x-oauth-basic' } as const;
    expect((await typed('oci', credential, 'curl')).environment).toEqual({ REGISTRY_TOKEN: 'planted-bearer' });
  });

  it('is refused in a shell that cannot hold the user name', async () => {
    const credential = { type: 'password', username: 'a&planted', password: 'planted' } as const;
    await expect(typed('oci', credential, 'docker login', 'cmd.exe')).rejects.toThrow(/Command Prompt/);
  });
});
