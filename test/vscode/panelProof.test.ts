// A token on a page: what is found out about it on request.
import { strict as assert } from 'node:assert';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { tokenPage } from '../../src/ui/inspect/tokenPage.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { authority } from '../faults/certificate.js';
import { countRequests } from './harness.js';
import { type Reply, script } from './script.js';
import { startTokenPages, type TokenPages } from './tokenPages.js';

describe('a token on the page', () => {
  let pages: TokenPages;
  before(async () => {
    pages = await startTokenPages();
  });
  after(() => pages.stop());

  describe('whose signature is checked', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part({ iss: 'https://issuer.example', sub: 'dana' })}`;
    const value = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
    const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
    const verify = async (replies: readonly Reply[]) => {
      pages.shown.length = 0;
      return pages.press(await tokenPage(pages.surface, { from: 'paste', value, evidence: {} }), 'verify', replies);
    };

    it('says which key matches, and shows it', async () => {
      assert.match(
        await verify([{ pick: 'Paste a Key' }, { text: pem(publicKey) }]),
        /^The signature \(EdDSA\) matches/,
      );
      const [after] = pages.shown;
      assert.ok(after?.page === 'token');
      assert.ok(after.inspection.proof.some((piece) => 'text' in piece && piece.text.includes('signature matches')));
    });

    it('says that another does not', async () => {
      const other = generateKeyPairSync('ed25519').publicKey;
      assert.match(await verify([{ pick: 'Paste a Key' }, { text: pem(other) }]), /doesn’t match/);
      assert.ok(
        pages.shown[0]?.page === 'token' &&
          pages.shown[0].inspection.findings.some(({ code }) => code === 'signature-differs'),
      );
    });

    it('shows the certificates that came with it, whatever they prove', async () => {
      const issuer = await authority();
      const leaf = await issuer.issue({ names: ['signer.example'] });
      const der = (text: string): string => text.replace(/-----[^-]+-----|\s/g, '');
      const text = `${part({ alg: 'ES256', x5c: [leaf.cert, issuer.cert].map(der) })}.${part({ sub: 'dana' })}`;
      const key = { key: leaf.key, dsaEncoding: 'ieee-p1363' } as const;
      const value = `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
      const page = await tokenPage(pages.surface, { from: 'paste', value, evidence: {} });
      pages.shown.length = 0;
      const told = await pages.press(page, 'verify', [{ pick: 'Use the Certificates in the Token' }]);
      assert.match(told, /matches .* was not checked\.$/);
      assert.ok(!told.includes('\n'), told);
      const [after] = pages.shown;
      assert.ok(after?.page === 'token');
      assert.deepEqual(
        after.inspection.certificates?.map(({ subject, signedByNext }) => [subject, signedByNext]),
        [
          ['CN=Loopback of the tests', true],
          ['CN=Authority of the tests', undefined],
        ],
      );
    });

    it('asks before it goes to a host, and takes https only', async () => {
      const requests = countRequests();
      await verify([{ pick: 'Fetch Keys from the Issuer' }, { confirm: false, to: 'Fetch keys from issuer.example?' }]);
      await verify([
        { pick: 'Fetch Keys from a URL' },
        { text: 'https://keys.example/jwks' },
        { confirm: false, to: 'The token isn’t sent' },
      ]);
      assert.deepEqual(pages.shown, []);
      requests.stop();
      assert.deepEqual(requests.sent, []);
    });
  });

  describe('asking whether it is accepted', () => {
    it('sends a fetched one where it was fetched for, and shows the answer', async () => {
      const page = await pages.fetched();
      pages.shown.length = 0;
      const host = page.title;
      assert.equal(
        await pages.press(page, 'testToken'),
        `${new URL(pages.connection.address).host} accepted this token.`,
      );
      const [after] = pages.shown;
      assert.ok(after?.page === 'token', host);
      assert.ok(after.inspection.proof.some((piece) => 'text' in piece && piece.text.includes('accepted by')));
    });

    it('sends a pasted one only where somebody says, after a question that names the host', async () => {
      const token = (
        await (
          await pages.surface.tokens()
        ).get(pages.connection, pages.scopes, { signal: new AbortController().signal })
      ).token;
      const { host } = new URL(pages.connection.address);
      const page = await tokenPage(pages.surface, { from: 'paste', value: token.value, evidence: {} });
      const requests = countRequests();
      await pages.press(page, 'testToken', [{ type: host }, { confirm: false, to: `Send the token to ${host}?` }]);
      assert.deepEqual(requests.sent, []);
      pages.shown.length = 0;
      const told = await pages.press(page, 'testToken', [{ type: host }, { confirm: true, to: `http://${host}` }]);
      assert.equal(told, `${host} accepted this token.`);
      assert.ok(pages.shown[0]?.page === 'token' && pages.shown[0].inspection.answers[0].text.includes('accepted it'));
      requests.stop();
    });

    it('says what was said of one that is refused', async () => {
      const page = await tokenPage(pages.surface, { from: 'paste', value: fakeJwt({ sub: 'dana' }), evidence: {} });
      const { host } = new URL(pages.connection.address);
      const told = await pages.press(page, 'testToken', [{ type: host }, { confirm: true }]);
      assert.ok(told.startsWith(`${host} rejected this token (401`), told);
      const after = pages.shown.at(-1);
      assert.ok(after?.page === 'token');
      assert.match(after.inspection.answers[0].text, new RegExp(`^${host} rejected this token \\d+ seconds? ago\\.$`));
      assert.equal(after.inspection.answers[0].marks[0]?.text, `rejected by ${host}`);
    });

    it('is the same token afterwards, and says what holds by then', async () => {
      const panel = await pages.surface.panel();
      const page = await tokenPage(pages.surface, { from: 'paste', value: fakeJwt({ sub: 'dana' }), evidence: {} });
      panel.show(page);
      const ways: string[] = [];
      const here = { show: () => void ways.push('show'), update: () => void ways.push('update') };
      pages.surface.ask = script([{ type: new URL(pages.connection.address).host }, { confirm: true }]);
      await page.actions.testToken?.(here);
      assert.deepEqual(ways, ['update']);
    });

    it('believes what was said last', async () => {
      const { host } = new URL(pages.connection.address);
      const once = { accepted: { host: 'other.example', at: 1 }, cleaned: ['prefix'] as const };
      const page = await tokenPage(pages.surface, { from: 'paste', value: fakeJwt({ sub: 'dana' }), evidence: once });
      await pages.press(page, 'testToken', [{ type: host }, { confirm: true }]);
      const after = pages.shown.at(-1);
      assert.ok(after?.page === 'token');
      const proof = after.inspection.proof.map((piece) => ('text' in piece ? piece.text : '')).join('');
      assert.ok(proof.includes(`rejected by ${host}`) && !proof.includes('accepted'), proof);
      assert.ok(after.inspection.findings.some(({ code }) => code === 'cleaned'));
    });
  });
});
