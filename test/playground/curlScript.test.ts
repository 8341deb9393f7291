import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { curlScriptOf } from '../../src/auth/curl.js';
import type { AuthTrace, TraceStep } from '../../src/auth/trace.js';
import { startAcrServer } from '../../src/playground/acr/index.js';
import { startMagentoServer } from '../../src/playground/magento/index.js';
import { startQuayServer } from '../../src/playground/quay/index.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';
import { bash, curl, missing } from './programs.js';

const servers: { stop(): Promise<unknown> }[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function started<Server extends { stop(): Promise<unknown> }>(server: Promise<Server>): Promise<Server> {
  servers.push(await server);
  return server;
}

/** Runs a script as a person would, who types these lines. */
function play(
  script: string,
  typed: readonly string[],
): Promise<{ stdout: string; stderr: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const shell = spawn(bash?.path ?? '', ['--norc', '-c', script], { env: { PATH: process.env.PATH } });
    const output = { stdout: '', stderr: '' };
    shell.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
    shell.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
    shell.on('error', reject);
    shell.on('close', (code) => resolve({ ...output, code }));
    // A script that stopped before it read what was typed has closed this pipe.
    shell.stdin.on('error', () => undefined);
    shell.stdin.end(typed.map((line) => `${line}\n`).join(''));
  });
}

interface Received {
  readonly method: string;
  readonly url: string;
}

const requests = (received: readonly Received[]) =>
  received.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`);

async function traceOf(credential: Credential, origin: string, kind: string, scopes: string[]): Promise<AuthTrace> {
  const { signal } = new AbortController();
  return (await tokensFor(credential).get(connectionTo(origin, kind, 'any'), scopes, { signal })).trace;
}

describe.skipIf(missing(curl, bash))('the script of an exchange', () => {
  it('gets a token with user name and password, by the requests of Token-BasicAuth.md', async () => {
    const acr = await started(startAcrServer());
    const scopes = ['repository:hello-world:pull'];
    const { admin } = acr.credentials;
    const trace = await traceOf(admin, acr.origin, 'acr', scopes);
    const sent = requests(acr.received);
    const { stdout, stderr, code } = await play(curlScriptOf(trace), [admin.username, admin.password]);
    expect(stderr).toContain('401 Unauthorized');
    expect(code).toBe(0);
    expect(decodeJwt(stdout.trim())).toMatchObject({
      aud: acr.host,
      access: [{ type: 'repository', name: 'hello-world', actions: ['pull'] }],
    });
    expect(requests(acr.received).slice(sent.length)).toEqual(sent);
    expect(sent).toContain(`GET /oauth2/token?service=${acr.host}&scope=repository:hello-world:pull`);
    expect(stderr).not.toContain(admin.password);
  });

  it('exchanges a refresh token', async () => {
    const acr = await started(startAcrServer());
    const refreshToken = acr.credentials.nullGuidRefresh.password;
    const trace = await traceOf({ type: 'identity-token', refreshToken }, acr.origin, 'acr', [
      'repository:team/app:pull',
    ]);
    const { stdout, code } = await play(curlScriptOf(trace), [refreshToken]);
    expect(code).toBe(0);
    expect(decodeJwt(stdout.trim())).toMatchObject({ grant_type: 'access_token' });
  });

  it('gets the token of the documentation of Quay', async () => {
    const quay = await started(startQuayServer());
    const { user } = quay.credentials;
    const trace = await traceOf(user, quay.origin, 'quay', ['repository:dana/listocireferrs:pull']);
    const { stdout, code } = await play(curlScriptOf(trace), [user.username, user.password]);
    expect(code).toBe(0);
    expect(decodeJwt(stdout.trim())).toMatchObject({ iss: 'quay' });
  });

  it.each(['rest-json', 'rest-xml', 'soap'])('gets a token of a shop by %s', async (protocol) => {
    const shop = await started(startMagentoServer());
    const { username, password } = shop.credentials.customer;
    const { signal } = new AbortController();
    const connection = { ...connectionTo(shop.origin, 'magento', 'customer'), settings: { protocol } };
    const credential: Credential = { type: 'shop-login', role: 'customer', username, password };
    const { trace } = await tokensFor(credential).get(connection, [], { signal });
    const { stdout, code, stderr } = await play(curlScriptOf(trace), [username, password]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(decodeJwt(stdout.trim())).toMatchObject({ utypid: 3 });
  });

  it('says so when the service gives no token', async () => {
    const acr = await started(startAcrServer());
    const { admin } = acr.credentials;
    const trace = await traceOf(admin, acr.origin, 'acr', ['repository:hello-world:pull']);
    const { stdout, stderr, code } = await play(curlScriptOf(trace), [admin.username, 'wrong']);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toContain('The response contains no token.');
    expect(stderr).toContain('UNAUTHORIZED');
  });

  it('keeps secrets with signs of a shell, and off the command line', async () => {
    const password = `a'b"c$(exit 3)\`d\\e&<f>%s`;
    const trace = traceFrom([
      { authorization: 'basic' },
      {
        authorization: 'none',
        method: 'POST',
        body: { contentType: 'application/json', text: '{"username":"$USERNAME","password":"$PASSWORD"}' },
      },
      {
        authorization: 'none',
        method: 'POST',
        body: { contentType: 'application/xml', text: '<a>$PASSWORD</a>' },
      },
      { authorization: 'none', method: 'POST', form: [['password', '$PASSWORD']] },
    ]);
    // In place of curl: prints each argument, and what stands in the file after an @.
    const stand = `curl() { for one; do printf 'ARG %s\\n' "$one"; case $one in *@/dev/*) printf 'FILE %s\\n' "$(cat "\${one#*@}")";; esac; done; }\n`;
    const { stderr, stdout } = await play(stand + curlScriptOf(trace), ['dana', password]);
    const all = `${stdout}${stderr}`;
    expect(all).toContain(`FILE Authorization: Basic ${Buffer.from(`dana:${password}`).toString('base64')}\n`);
    expect(all).toContain(`FILE ${JSON.stringify({ username: 'dana', password })}\n`);
    expect(all).toContain(
      `FILE <a>${password.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</a>\n`,
    );
    expect(all).toContain(`FILE ${password}\n`);
    expect(all.split('\n').filter((line) => line.startsWith('ARG ') && line.includes('exit 3'))).toEqual([]);
  });

  it('runs nothing that a service or a user named', async () => {
    const evil = `$(touch x)'; exit 7; '\`exit 7\`\n exit 7 #`;
    const trace = traceFrom([
      {
        url: `https://r.example/${evil}`,
        requestHeaders: { Accept: evil },
        form: [
          ['scope', evil],
          [evil, '$PASSWORD'],
          ['password', evil],
        ],
        body: { contentType: evil, text: evil },
      },
    ]);
    const stand = `curl() { printf '<%s>' "$@"; }\n`;
    const script = curlScriptOf(trace, (text) => `${text}${evil}`);
    const { stderr, code } = await play(stand + script, []);
    expect(code).toBe(0);
    // What a terminal or curl could take as more than text is left as a gap.
    const left = evil.replace('\n', '…');
    expect(stderr).toContain(`<Accept: ${left}>`);
    expect(stderr).toContain(`<scope=${left}>`);
    expect(stderr).toContain(`<password=${left}>`);
    expect(stderr).toContain(`<https://r.example/${left}>`);
    expect(script).toContain('# Where it says … a value was not recorded. Fill it in first.');
  });

  describe('stops before it sends a control character', () => {
    const stopped = 'Stopped: a value contains a line break or another control character.';

    it.each([
      ['a token with a line break', '{"token":"abc\nX-Injected: yes"}'],
      ['an access token with a carriage return', '{"access_token":"abc\rX-Injected: yes"}'],
      ['a token that follows one line', '{\n"token":\n"abc\r\nX-Injected: yes"\n}'],
      ['a refresh token with a line break', '{"token":"abc","refresh_token":"abc\nX-Injected: yes"}'],
      ['a text with a line break', '"abc\nX-Injected: yes"'],
      ['an element with a control character', '<a>abc\u0001X-Injected:yes</a>'],
      ['bytes that are no characters', Buffer.from('{"token":"abc\xff\nX-Injected: yes"}', 'latin1')],
    ])('of %s', async (_, answer) => {
      const received: IncomingMessage[] = [];
      const server = createServer((request, response) => {
        received.push(request);
        response.end(request.url === '/token' ? answer : '');
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push({ stop: () => new Promise((resolve) => server.close(resolve)) });
      const { port } = server.address() as AddressInfo;
      const origin = `http://127.0.0.1:${port}`;
      const trace = traceFrom([
        { purpose: 'exchange', status: 200, url: `${origin}/token` },
        { authorization: 'bearer', url: `${origin}/v2/` },
        { method: 'POST', form: [['refresh_token', '$TOKEN']], url: `${origin}/refresh` },
      ]);
      const { stdout, stderr, code } = await play(curlScriptOf(trace), ['typed']);
      expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
      expect(stderr).toContain(stopped);
      expect(received.map(({ url }) => url)).toEqual(['/token']);
      expect(received.filter(({ headers }) => 'x-injected' in headers)).toEqual([]);
    });

    it.each(['basic', 'bearer', 'other'] as const)('of what is typed for %s', async (authorization) => {
      const script = `curl() { printf 'ran'; }\n${curlScriptOf(traceFrom([{ authorization }]))}`;
      const { stdout, stderr, code } = await play(script, ['abc\rX-Injected: yes', 'abc\rX-Injected: yes']);
      expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
      expect(stderr).toContain(stopped);
      expect(stderr).not.toContain('ran');
    });
  });
});

function traceFrom(steps: readonly Partial<TraceStep>[]): AuthTrace {
  const step: TraceStep = {
    purpose: 'check',
    method: 'GET',
    url: 'https://r.example/',
    authorization: 'none',
    requestHeaders: {},
    startedAt: 0,
    duration: 1,
    headers: {},
  };
  return { machine: 'm', steps: steps.map((one) => ({ ...step, ...one })) };
}
