import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTokens } from '../../../src/inspection/paste.js';
import { base64, inOneLine, jwt, wrap } from './samples.js';

/** A token as RFC 6750 allows it, random enough to be one. */
const token = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9._~+/-]{10,200}$/), fc.stringMatching(/^[a-z][0-9][A-Z][0-9]$/))
  .map(([text, end]) => `t0K${text}${end}`)
  // Three dots stand for what was left out.
  .filter((text) => !text.includes('...'));
const signed = fc
  .tuple(fc.string({ maxLength: 40 }), fc.constantFrom(['RS256', 256], ['RS256', 512], ['ES256', 64], ['HS256', 32]))
  .map(([sub, [alg, bytes]]) => jwt({ iss: 'https://auth.example.com', sub, exp: 1_790_000_000 }, { alg }, bytes));
/** Printable ASCII, as passwords are; quotes and signs of shells included. Some runs of a sign stand for what was left out. */
const password = fc
  .stringMatching(/^[a-zA-Z0-9][\x21-\x7e]{6,30}[a-z][0-9]$/)
  .filter((text) => !/:\/\/|\.{3}|\*{3}|x{8}/i.test(text));

const json = (value: unknown) => JSON.stringify(value);
const percent = encodeURIComponent;

const tokenNotations: Readonly<Record<string, (value: string) => string>> = {
  'JSON answer': (value) => json({ token: value, expires_in: 300, token_type: 'Bearer' }),
  'JSON in JSON': (value) => json({ log: json({ access_token: value }) }),
  header: (value) => `GET /v2/ HTTP/1.1\r\nHost: quay.example.com\r\nAuthorization: Bearer ${value}\r\nAccept: */*\r\n`,
  'HTTP/2 trace': (value) => `* [HTTP/2] [1] [:path: /v2/]\n* [HTTP/2] [1] [authorization: Bearer ${value}]`,
  curl: (value) => `curl -sSH 'Authorization: Bearer ${value}' https://quay.example.com/v2/`,
  'curl of cmd': (value) =>
    `curl ^"https://quay.example.com/v2/^" ^\n  -H ^"authorization: Bearer ${value}^" ^\n  -H ^"accept: */*^"`,
  fetch: (value) =>
    `fetch("https://quay.example.com/v2/", {\n  "headers": {\n    "authorization": "Bearer ${value}"\n  }\n});`,
  YAML: (value) => `registry:\n  access_token: ${value}\n  user: dana\n`,
  'YAML, quoted': (value) => `token: '${value}' # mine`,
  bash: (value) => `export REGISTRY_TOKEN="${value}"\nexport REGISTRY=quay.example.com`,
  PowerShell: (value) => `$env:REGISTRY_TOKEN = '${value}'`,
  cmd: (value) => `set "REGISTRY_TOKEN=${value}"`,
  XML: (value) => `<tokens><token>${value}</token></tokens>`,
  query: (value) => `https://quay.example.com/cb?state=1&access_token=${percent(value)}&x=2`,
  HAR: (value) =>
    json({ log: { entries: [{ request: { headers: [{ name: 'Authorization', value: `Bearer ${value}` }] } }] } }),
  'Go dump': (value) => `http.Header{"Accept":[]string{"*/*"}, "Authorization":[]string{"Bearer ${value}"}}`,
  'Ruby hash': (value) => `{"token"=>"${value}", "expires_in"=>300}`,
  'Python dict': (value) => `{'access_token': '${value}', 'scope': None}`,
  'Kubernetes secret': (value) => `apiVersion: v1\nkind: Secret\ndata:\n  token: ${base64(value)}\n`,
};

const loginNotations: Readonly<Record<string, (user: string, value: string, host: string) => string>> = {
  'config.json': (user, value, host) => json({ auths: { [host]: { auth: base64(`${user}:${value}`) } } }),
  'config.json in base64': (user, value, host) =>
    base64(json({ auths: { [host]: { auth: base64(`${user}:${value}`) } } })),
  'config.json with names': (user, value, host) => json({ auths: { [host]: { username: user, password: value } } }),
  'credential helper': (user, value, host) => json({ ServerURL: `https://${host}`, Username: user, Secret: value }),
  URL: (user, value, host) => `git clone https://${percent(user)}:${percent(value)}@${host}/team/app`,
  'YAML, quoted': (user, value, host) => `registry: ${host}\nusername: ${user}\npassword: ${json(value)}\n`,
};

const both = (text: string) => [text, inOneLine(text)];
const seconds = 60_000;

describe('any token in any notation', () => {
  it.each(Object.entries(tokenNotations))('%s', { timeout: seconds }, (_name, write) => {
    fc.assert(
      fc.property(fc.oneof(token, signed), (value) => {
        for (const text of both(write(value))) {
          expect(findTokens(text).map((found) => found.value)).toEqual([value]);
        }
      }),
    );
  });

  it('is found whole where it was wrapped', { timeout: seconds }, () => {
    const lead = fc.constantFrom('', 'Authorization: Bearer ', 'The token is\n', '{"token": "');
    fc.assert(
      fc.property(signed, lead, fc.integer({ min: 60, max: 132 }), (value, before, width) => {
        const end = before.endsWith('"') ? '", "expires_in": 300}' : '\n\nRegards\nDana';
        for (const text of both(`${before}${wrap(value, width)}${end}`)) {
          expect(findTokens(text).map((found) => found.value)).toEqual([value]);
        }
      }),
    );
  });
});

describe('any user name and password in any notation', () => {
  const user = fc
    .stringMatching(/^[a-z]{2,10}(?:[+$][a-z]{2,5})?$/)
    .filter((text) => !/^(?:x{3,}|strings?)$/.test(text));
  const host = fc.stringMatching(/^[a-z]{2,8}\.example\.com(?::[1-9]\d{3})?$/);

  it.each(Object.entries(loginNotations))('%s', { timeout: seconds }, (_name, write) => {
    fc.assert(
      fc.property(user, password, host, (name, value, place) => {
        for (const text of both(write(name, value, place))) {
          expect(findTokens(text)).toMatchObject([{ value, user: name, host: place }]);
        }
      }),
    );
  });

  it('labels name the user and the host, and never hold the password', { timeout: seconds }, () => {
    fc.assert(
      fc.property(user, password, host, (name, value, place) => {
        const [found] = findTokens(json({ auths: { [place]: { username: name, password: value } } }));
        expect(found?.label).toContain(name);
        expect(found?.label).toContain(place);
        expect(found?.label).not.toContain(value);
      }),
    );
  });
});
