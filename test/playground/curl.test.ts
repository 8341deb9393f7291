import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/playground/acr/identities.js';
import { type AcrServer, startAcrServer } from '../../src/playground/acr/index.js';
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

/** The three operations as AAD-OAuth.md has them and seed clients call them, by the names of the API's parameters. */
const oauth = {
  exchange: `curl -v -X POST -H "Content-Type: application/x-www-form-urlencoded" -d \
"grant_type=access_token&service=$registry&tenant=$tenant&access_token=$aad_access_token" \
https://$registry/oauth2/exchange`,
  exchangeBoth: `curl -v -X POST -H "Content-Type: application/x-www-form-urlencoded" -d \
"grant_type=access_token_refresh_token&service=$registry&tenant=$tenant&refresh_token=$aad_refresh_token&access_token=$aad_access_token" \
https://$registry/oauth2/exchange`,
  exchangeRefresh: `curl -v -X POST -H "Content-Type: application/x-www-form-urlencoded" -d \
"grant_type=refresh_token&service=$registry&tenant=$tenant&refresh_token=$aad_refresh_token" \
https://$registry/oauth2/exchange`,
  token: `curl -v -X POST -H "Content-Type: application/x-www-form-urlencoded" -d \
"grant_type=refresh_token&service=$registry&scope=$scope&refresh_token=$acr_refresh_token" \
https://$registry/oauth2/token`,
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

  it.each(['exchange', 'exchangeBoth', 'exchangeRefresh'] as const)(
    'of AAD-OAuth.md get a refresh token (%s), an access token for it, and the manifest',
    async (line) => {
      const exchanged = await shell(oauth[line], {
        tenant: people.dana.tenant,
        aad_access_token: await server.entra.accessToken(),
        aad_refresh_token: server.entra.refreshToken(),
      });
      expect(exchanged.stderr).toContain('< HTTP/1.1 200 OK');
      const body = JSON.parse(exchanged.stdout) as Record<string, string>;
      expect(Object.keys(body)).toEqual(['refresh_token']);

      const token = await shell(oauth.token, {
        acr_refresh_token: body.refresh_token ?? '',
        scope: 'repository:hello-world:pull',
      });
      const { access_token = '' } = JSON.parse(token.stdout) as Record<string, string>;
      const manifest = await shell(lines.manifest, { acr_access_token: access_token });
      expect(manifest.stderr).toContain('< HTTP/1.1 200 OK');
    },
  );

  it.each([
    ['without a grant', { 'grant_type=access_token&': '' }, '400'],
    ['with a grant that does not exist', { 'grant_type=access_token': 'grant_type=password' }, '400'],
    ['with fields of another grant', { '&access_token=': '&refresh_token=' }, '400'],
    ['for another service', { 'service=$registry': 'service=other.example' }, '400'],
    ['with another tenant', { 'tenant=$tenant': 'tenant=other.example' }, '401'],
    ['with a credential besides', { '-X POST': '-X POST -u someone:something' }, '400'],
    ['by GET', { '-X POST': '-X GET' }, '404'],
  ])('of AAD-OAuth.md are refused %s', async (_, change, status) => {
    const [[from, to] = ['', '']] = Object.entries(change);
    const refused = await shell(oauth.exchange.replace(from, to), {
      tenant: people.dana.tenant,
      aad_access_token: await server.entra.accessToken(),
    });
    expect(refused.stderr).toContain(`< HTTP/1.1 ${status} `);
    expect(refused.stdout).not.toContain('refresh_token');
  });
});
