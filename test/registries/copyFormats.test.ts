// What a login of HTTP Basic can be copied as.
import { expect, it } from 'vitest';
import { basicValue } from '../../src/auth/credential.js';
import type { Token } from '../../src/auth/token.js';
import { registryCopyFormats } from '../../src/registries/shared/copyFormats.js';
import { outputText } from './outputText.js';

const token: Token = {
  ...{ scheme: 'Basic', value: basicValue('dana', 'pass:word é'), use: 'access', obtainedAt: 0 },
  ...{ expirySource: 'none', scopes: [] },
};

it('the user name and password of HTTP Basic are a login', () => {
  const texts = registryCopyFormats
    .filter(({ scheme }) => scheme === 'Basic')
    .map((form) => outputText(form, token, new URL('https://registry.example.com:8443')));
  expect(texts).toEqual(['pass:word é', 'docker login --username dana --password-stdin registry.example.com:8443']);
});
