import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type QuayServer, startQuayServer } from '../../src/playground/quay/index.js';
import { bash, curl, missing, run } from './programs.js';

/**
 * The command lines of Red Hat Quay's documentation ("Creating an OCI referrers OAuth access token"), run by a shell; its
 * placeholders are variables here, the repository is one of ours, and jq is left out.
 */
const lines = {
  encode: 'echo -n "$username:$password" | base64 --wrap=0',
  token: `curl --location "$server/v2/auth?service=$server&scope=repository:dana/listocireferrs:pull,push" \\
--header "Authorization: Basic $encoded" -k`,
};

describe.skipIf(missing(curl, bash))('the command lines of the documentation of Quay', () => {
  let quay: QuayServer;
  beforeAll(async () => {
    quay = await startQuayServer();
  });
  afterAll(() => quay.stop());

  const shell = (line: string, variables: Readonly<Record<string, string>>) =>
    run({ path: bash?.path ?? '', env: { PATH: process.env.PATH, ...variables } }, ['-c', line]);

  it('get a token that has scopes, expires within the hour, and made a repository', async () => {
    const { username, password } = quay.credentials.user;
    const encoded = await shell(lines.encode, { username, password });
    const { stdout } = await shell(lines.token, { server: quay.host, encoded: encoded.stdout.trim() });
    const { token, ...rest } = JSON.parse(stdout) as { token: string };
    expect(rest).toEqual({});
    const { iat = 0, exp = 0, access } = decodeJwt(token);
    expect(exp - iat).toBe(3600);
    expect(access).toEqual([{ type: 'repository', name: 'dana/listocireferrs', actions: ['push', 'pull'] }]);
    expect(quay.repositories()).toContain('dana/listocireferrs');
  });
});
