import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAcrServer, type AcrServer } from '../../src/playground/acr.js';
import { bash, curl, missing, run } from './programs.js';

/**
 * The command lines of Azure/acr docs/Token-BasicAuth.md as they stand there, run by a shell with the document's
 * variables set; only https is http here.
 */
const lines = {
  challenge: 'curl -v https://$registry/v2/hello-world/manifests/latest',
  encode: "echo -n '[username]:[password]' | base64",
  token: `curl -v -H "Authorization: Basic $acr_credential" \\
"https://$registry/oauth2/token?service=$registry&scope=$scope"`,
  manifest:
    'curl -v -H "Authorization: Bearer $acr_access_token" -H "Accept:application/vnd.oci.image.manifest.v1+json" https://$registry/v2/hello-world/manifests/latest',
};

describe.skipIf(missing(curl, bash))('the command lines of Token-BasicAuth.md', () => {
  let server: AcrServer;
  beforeAll(async () => {
    server = await startAcrServer();
  });
  afterAll(() => server.stop());

  const shell = (line: string, variables: Readonly<Record<string, string>> = {}) =>
    run({ path: bash?.path ?? '', env: { PATH: process.env.PATH, registry: server.host, ...variables } }, [
      '-c',
      line.replaceAll('https://', 'http://'),
    ]);

  it('get a challenge, a token for it, and the manifest', async () => {
    const challenge = await shell(lines.challenge);
    expect(challenge.stderr).toContain('< HTTP/1.1 401 Unauthorized');
    expect(challenge.stderr).toContain(
      `< WWW-Authenticate: Bearer realm="${server.origin}/oauth2/token",service="${server.host}",scope="repository:hello-world:pull"`,
    );
    expect(JSON.parse(challenge.stdout)).toEqual({
      errors: [
        {
          code: 'UNAUTHORIZED',
          message: 'authentication required, visit https://aka.ms/acr/authorization for more information.',
          detail: [{ Type: 'repository', Name: 'hello-world', Action: 'pull' }],
        },
      ],
    });

    const { username, password } = server.credentials.admin;
    const encoded = await shell(lines.encode.replace('[username]', username).replace('[password]', password));
    const token = await shell(lines.token, {
      acr_credential: encoded.stdout.trim(),
      scope: 'repository:hello-world:pull',
    });
    expect(token.stderr).toContain('< HTTP/1.1 200 OK');
    const body = JSON.parse(token.stdout) as Record<string, string>;
    expect(Object.keys(body)).toEqual(['access_token']);

    const manifest = await shell(lines.manifest, { acr_access_token: body.access_token ?? '' });
    expect(manifest.stderr).toContain('< HTTP/1.1 200 OK');
    expect(manifest.stderr).toMatch(/< Docker-Content-Digest: sha256:[0-9a-f]{64}/);
    expect(JSON.parse(manifest.stdout)).toMatchObject({ schemaVersion: 2, layers: [{}] });
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v2/hello-world/manifests/latest',
      `GET /oauth2/token?service=${server.host}&scope=repository:hello-world:pull`,
      'GET /v2/hello-world/manifests/latest',
    ]);
  });
});
