// The editor's own sign-ins as credentials: real sessions of another extension's accounts, used without asking.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import { type AcrServer, startAcrServer } from '../../src/playground/acr/index.js';
import { plainText } from '../../src/text/message.js';
import { tokenPage } from '../../src/ui/inspect/tokenPage.js';
import type { PanelInput, TokenInput } from '../../src/ui/panel/view.js';
import { selfSigned } from '../faults/certificate.js';
import { forwardDefaultPort } from '../faults/defaultPort.js';
import { stranger } from './harness.js';
import { agree, worldTrusting } from './namedServer.js';
import { script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, type TestSurface, testSurface } from './testSurface.js';

const NAME = 'contoso.azurecr.io';
const REGISTRY = 'https://containerregistry.azure.net';
const account = { id: 'dana-id', label: 'dana@playground.example' };

describe('a sign-in of the editor', () => {
  let server: AcrServer;
  let surface: TestSurface;

  before(async () => {
    await forgetAll();
    const certificate = await selfSigned({ names: [NAME] });
    server = await startAcrServer({ certificate: { name: NAME, defaultPort: true, ...certificate } });
    forwardDefaultPort(NAME, server.port);
    surface = await testSurface(script([]), worldTrusting(certificate.cert));
    await agree([`${REGISTRY}/.default`], account, () => server.entra.accessToken({ audience: REGISTRY }));
  });
  after(async () => {
    (await stranger()).signIns.removeAll();
    await surface.dispose();
    await server.stop();
    await forgetAll();
  });

  const exchanges = () => server.received.filter(({ url }) => url === '/oauth2/exchange');

  it('is a credential without a secret, and fetches a token without asking', async () => {
    const person = script([
      { text: `${server.host}/team/app:latest` },
      { pick: 'Set Up Without Connecting', to: 'certificate' }, // the ping of no connection yet has no authority to trust
      { pick: 'Sign in with Microsoft', to: server.host },
      { pick: account.label, to: 'Which account?' },
    ]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.addConnection', undefined);
    person.done();
    assert.match(person.told[0]?.text ?? '', /^dana@playground\.example can pull from team\/app/);
    assert.equal(exchanges().length, 1);

    const [stored] = Object.values(await storedSecrets()) as { metadata: object; credential: object }[];
    assert.deepEqual(stored?.credential, { type: 'session', provider: 'microsoft', account, cloud: 'io' });
    assert.doesNotMatch(JSON.stringify(stored), /eyJ/);
    const [row] = await rows(surface);
    assert.match(row?.description ?? '', /^valid, .*dana@playground\.example$/);
  });

  it('gives the refresh token too, which is told apart', async () => {
    const [row] = await rows(surface);
    const copied = async (label: string): Promise<string> => {
      surface.ask = script([{ pick: label }]);
      await commandOnRow(surface, 'registryAuth.copyTokenAs', row?.node);
      return env.clipboard.readText();
    };
    const claims = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    assert.equal(claims(await copied('Token')).grant_type, 'access_token');
    assert.equal(claims(await copied('Refresh token')).grant_type, 'refresh_token');
    assert.match(await copied('docker login'), /--password-stdin contoso\.azurecr\.io/);
    assert.equal(exchanges().length, 1);
  });

  it('shows the refresh token on a page of its own, which copies it', async () => {
    const [row] = await rows(surface);
    assert.ok(row?.node.type === 'connection');
    const { connection } = row.node;
    const [held] = (await surface.tokens()).cached(connection.id);
    assert.ok(held);
    const pages: TokenInput[] = [];
    const take = (page: PanelInput): void => {
      if (page.page === 'token') {
        pages.push(page);
      }
    };
    const here = { show: take, update: take };
    const first = await tokenPage(surface, { from: 'connection', connection, evidence: {}, ...held });
    await first.actions.inspectRefreshToken?.(here);
    const [page] = pages;
    assert.match(plainText(page?.inspection.proof ?? [], 0), /^refresh token/);
    assert.equal(page?.inspection.claims.find(({ name }) => name === 'grant_type')?.value, 'refresh_token');
    assert.equal(page.actions.inspectRefreshToken, undefined);
    await page.actions.copyToken?.(here);
    assert.equal(await env.clipboard.readText(), held.token.refreshToken);
  });

  it('takes its tokens with it when it goes', async () => {
    const tokens = await surface.tokens();
    const [row] = await rows(surface);
    assert.ok(row?.node.type === 'connection');
    const { connection } = row.node;
    assert.equal(tokens.cached(connection.id).length, 1);
    const gone = new Promise<void>((resolve) => {
      const listening = surface.tree.onDidChangeTreeData(() => {
        if (tokens.cached(connection.id).length > 0) {
          return;
        }
        listening.dispose();
        resolve();
      });
    });
    (await stranger()).signIns.removeAll();
    await gone;
    assert.equal(tokens.canRenew(connection), false);
  });
});
