import { describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { fittingForm, valuesFor } from '../../src/registries/credentialFit.js';
import { findKind, kinds } from '../../src/registries/index.js';

const password = (username: string, secret = 'glpat-Fake0Fake1Fake2Fake3'): Credential => ({
  type: 'password',
  username,
  password: secret,
});
const bearer: Credential = { type: 'bearer', token: 'eyJhbGciOiJub25lIn0.e30.' };
const refresh: Credential = { type: 'identity-token', refreshToken: 'a refresh token' };
const nullGuid = '00000000-0000-0000-0000-000000000000';

describe('the form that takes a credential', () => {
  it.each<[kind: string, credential: Credential, form: string | undefined]>([
    ['oci', password('dana'), 'password'],
    ['oci', password(''), 'password'],
    ['oci', refresh, 'identity-token'],
    ['oci', bearer, 'bearer'],
    ['oci', { type: 'anonymous' }, 'anonymous'],
    ['magento', bearer, 'integration'],
    ['magento', password('dana'), undefined],
    ['quay', password('team+ci', 'A'.repeat(64)), 'quay-robot'],
    ['quay', password('$oauthtoken', 'a'.repeat(40)), 'quay-oauth'],
    ['quay', password('$app', 'a'.repeat(90)), 'quay-app'],
    ['quay', password('dana', 'hunter2-hunter2'), 'quay-user'],
    ['quay', bearer, undefined],
    ['docker-hub', password('dana', 'dckr_pat_Fake0Fake1Fake2Fake3Fake'), 'token'],
    ['digitalocean', password('dop_v1_x', 'dop_v1_x'), 'token'],
    ['digitalocean', password('dana', 'dop_v1_x'), undefined],
    ['digitalocean', password('', 'dop_v1_x'), 'token'],
    ['acr', password(nullGuid, 'a.b.c'), 'acr-null-guid'],
    ['acr', password('dana'), 'acr-token'],
    ['acr', refresh, 'acr-null-guid'],
    ['ecr', password('AWS'), undefined],
    ['ecr', bearer, undefined],
  ])('%s %o', (id, credential, form) => {
    expect(fittingForm(findKind(id)?.credentials ?? [], credential)?.id).toBe(form);
  });

  it.each(kinds.flatMap(({ id, credentials }) => credentials.map((form) => [id, form.id, form] as const)))(
    'makes the credential that went in: %s %s',
    (_kind, _id, form) => {
      for (const credential of [password('dana'), password('team+ci'), refresh, bearer]) {
        const values = valuesFor(form, credential);
        if (values !== undefined && form.holdsRefreshToken !== true) {
          expect(form.toCredential(values)).toEqual(credential);
        }
      }
    },
  );
});
