import { describe, expect, it } from 'vitest';
import { type Credential, keepable } from '../../../src/auth/credential.js';
import { isAuthError } from '../../../src/auth/errors.js';
import { parseAddress } from '../../../src/connections/address.js';
import type { Connection } from '../../../src/connections/connection.js';
import { findKind } from '../../../src/registries/index.js';
import {
  type ConnectionDraft,
  draftFrom,
  draftOf,
  fieldsOf,
  hidesFields,
  newDraft,
  offeredForms,
  optionsAt,
  scopesOf,
  withFittingForm,
} from '../../../src/ui/connect/connectionDraft.js';
import {
  finish,
  initialAccount,
  initialValue,
  isOnlyRenamed,
  keepsPasted,
  keepsSecret,
} from '../../../src/ui/connect/draftValues.js';

const connection: Connection = {
  id: 'an-id',
  kind: 'oci',
  address: 'https://quay.example.com',
  form: 'password',
  account: 'dana',
  insecure: false,
  settings: {},
  provedAt: 1000,
  revision: 3,
};
const credential: Credential = { type: 'password', username: 'dana', password: 'the saved one' };
const saved = draftOf({ connection, credential });

describe('the repository of what was pasted', () => {
  it.each([
    ['gitlab', 'https://gitlab.example.com:5050/group/sub/proj', 'group/sub/proj'],
    ['oci', 'https://art.example.com:8443/ui/packages', undefined],
    ['oci', 'registry.example.com/team/app:1', 'team/app'],
    ['oci', 'https://harbor.example.com/harbor/projects', undefined],
    ['oci', 'https://registry.example.com:5000/', undefined],
    ['oci', 'https://registry.example.com:5000/UI/#/team', undefined],
    ['quay', 'quay.io/repository/org/app', 'org/app'],
    ['quay', 'https://quay.example.com/repository/org/app?tab=tags', 'org/app'],
    ['quay', 'https://quay.example.com:8443/repository/org/app', 'org/app'],
    ['magento', 'https://shop.example.com:8443/store', undefined],
  ])('%s: %s', (id, text, repository) => {
    const kind = findKind(id);
    const scopes = scopesOf({ ...newDraft(), place: parseAddress(text), ...(kind && { kind }) });
    expect(scopes).toEqual(repository === undefined ? [] : [`repository:${repository}:pull`]);
  });
});

const fieldOf = (draft: ConnectionDraft, name: string) => {
  const field = draft.form?.fields.find((one) => one.name === name);
  if (!field) {
    throw new Error(`no field ${name}`);
  }
  return field;
};
const formOf = (kind: string, id: string) => findKind(kind)?.credentials.find((form) => form.id === id);

describe('a draft', () => {
  it('becomes a connection and its credential', () => {
    const draft: ConnectionDraft = {
      ...newDraft('new-id'),
      place: parseAddress('quay.example.com:8443/team/app'),
      kind: findKind('oci'),
      form: formOf('oci', 'password'),
      values: { username: 'dana', password: 'secret' },
      provedAt: 5,
    };
    expect(finish(draft)).toEqual({
      connection: {
        id: 'new-id',
        kind: 'oci',
        address: 'https://quay.example.com:8443',
        form: 'password',
        account: 'dana',
        insecure: false,
        settings: {},
        provedAt: 5,
        revision: 1,
      },
      credential: { type: 'password', username: 'dana', password: 'secret' },
    });
  });

  it('that is not complete is refused', () => {
    expect(() => finish(newDraft())).toThrow(
      expect.toSatisfy((error) => isAuthError(error) && error.code === 'invalid-input'),
    );
  });

  it('never shows a secret in a field', () => {
    expect(initialValue(saved, fieldOf(saved, 'username'))).toBe('dana');
    expect(initialValue(saved, fieldOf(saved, 'password'))).toBe('');
  });

  it('keeps the saved secret where it was left empty', () => {
    const draft = { ...saved, values: { username: 'dana', password: '' } };
    expect(finish(draft).credential).toEqual(credential);
    expect(isOnlyRenamed({ ...draft, name: 'Work' })).toBe(true);
    expect(finish({ ...draft, name: 'Work' }).connection).toEqual({ ...connection, name: 'Work' });
  });

  it('has a new revision, and no proof, once account or secret changed', () => {
    for (const values of [
      { username: 'dana', password: 'another' },
      { username: 'erin', password: '' },
    ]) {
      const { connection: changed } = finish({ ...saved, values });
      expect(changed.revision).toBe(4);
      expect(changed.provedAt).toBeUndefined();
    }
  });

  it.each([
    ['another address', { ...saved, place: parseAddress('other.example.com') }],
    ['plain http', { ...saved, place: parseAddress('http://quay.example.com') }],
    ['another kind', { ...saved, kind: findKind('acr') }],
    ['another form', { ...saved, form: formOf('oci', 'identity-token') }],
  ])('never carries a secret over to %s', (_, draft) => {
    const secret = draft.form?.fields.find((field) => field.secret);
    expect(secret && keepsSecret(draft, secret)).toBe(false);
    expect(JSON.stringify(finish({ ...draft, values: { username: 'dana' } }))).not.toContain('the saved one');
  });

  it('of a shop has what its path says, and what nobody is asked for', () => {
    const draft: ConnectionDraft = {
      ...newDraft('new-id'),
      place: parseAddress('https://shop.example.com/store/rest/de/V1/products'),
      kind: findKind('magento'),
      form: formOf('magento', 'customer'),
      values: { email: 'dana@example.com', password: 'secret' },
    };
    expect(fieldsOf(draft).map(({ name }) => name)).toEqual(['path', 'store', 'email', 'password']);
    expect(finish(draft).connection.settings).toEqual({
      path: '/store',
      store: 'de',
      protocol: 'rest-json',
      probe: '',
    });
    expect(finish({ ...draft, values: { ...draft.values, store: '' } }).connection.settings.store).toBe('');
  });

  it('asks for a region only where the host does not name it', () => {
    const regionAt = (address: string) => {
      const draft = {
        ...newDraft(),
        place: parseAddress(address),
        kind: findKind('ecr'),
        form: formOf('ecr', 'environment'),
      };
      return [fieldsOf(draft).map(({ name }) => name), finish(draft).connection.settings.region];
    };
    expect(regionAt('123456789012.dkr.ecr.eu-west-1.amazonaws.com')).toEqual([[], 'eu-west-1']);
    expect(regionAt('ecr.example.com')).toEqual([['region'], '']);
  });

  it('of a credential with several fields shows what is no secret, and keeps each secret that is left empty', () => {
    const key: Credential = {
      type: 'access-key',
      id: 'ASIAEXAMPLEEXAMPLE00',
      secret: 'saved key',
      sessionToken: 'saved session',
    };
    const settings = { region: 'eu-west-1', account: '', endpoint: '' };
    const draft = draftOf({
      connection: { ...connection, kind: 'ecr', form: 'session', account: 'another name', settings },
      credential: key,
    });
    expect(fieldsOf(draft).map((field) => initialValue(draft, field))).toEqual([
      ...Object.values(settings),
      'ASIAEXAMPLEEXAMPLE00',
      '',
      '',
    ]);
    const left = { ...settings, id: 'ASIAEXAMPLEEXAMPLE00', secret: '', sessionToken: '' };
    expect(finish({ ...draft, values: left }).credential).toEqual(key);
    expect(finish({ ...draft, values: { ...left, sessionToken: 'new' } }).credential).toEqual({
      ...key,
      sessionToken: 'new',
    });
  });

  it('with other options is another access, whose tokens and proof count no more', () => {
    const changed = finish({ ...saved, values: { username: 'dana' }, options: { ca: 'PEM' } });
    expect(changed.connection).toMatchObject({ options: { ca: 'PEM' }, revision: 4 });
    expect(changed.connection.provedAt).toBeUndefined();
    const again = { ...draftOf({ ...changed, clientKey: 'KEY' }), values: { username: 'dana' } };
    expect(isOnlyRenamed(again)).toBe(true);
    expect(isOnlyRenamed({ ...again, clientKey: 'OTHER' })).toBe(false);
    expect(isOnlyRenamed({ ...again, options: {} })).toBe(false);
    expect(finish({ ...again, options: {}, clientKey: undefined }).connection.options).toBeUndefined();
  });

  it('leaves trust and keys behind when the address changes, and finds them again at the saved one', () => {
    const options = { ca: 'PEM', clientCertificate: 'PEM', unverified: true, deadline: 5 } as const;
    const draft = draftOf({ connection: { ...connection, options }, credential, clientKey: 'KEY' });
    const other = new URL('https://other.example.com');
    expect(optionsAt(draft, new URL(connection.address))).toEqual({ options, clientKey: 'KEY' });
    const moved = { ...draft, ...optionsAt(draft, other), place: { origin: other, insecure: false } };
    expect(moved).toMatchObject({ options: { deadline: 5 }, clientKey: undefined });
    expect(optionsAt(moved, new URL(connection.address))).toEqual({ options, clientKey: 'KEY' });
  });

  it('whose name is the host has none', () => {
    const draft = { ...saved, values: { username: 'dana' } };
    expect(finish({ ...draft, name: 'quay.example.com' }).connection.name).toBeUndefined();
  });
});

describe('a form that takes a sign-in of the editor', () => {
  const at = (address: string, values: Readonly<Record<string, string>> = {}): ConnectionDraft => ({
    ...newDraft('new-id'),
    place: parseAddress(address),
    kind: findKind('acr'),
    form: formOf('acr', 'acr-microsoft'),
    values,
  });
  const account = { accountId: 'dana-id', account: 'dana', provider: 'microsoft', cloud: 'io' };

  it.each([
    ['contoso.azurecr.io', true],
    ['https://contoso.azurecr.us', true],
    ['http://contoso.azurecr.io', false],
    ['registry.contoso.example', false],
    ['contoso.azurecr.io.example', false],
    ['127.0.0.1:5000', false],
  ])('is offered at %s: %s', (address, offered) => {
    expect(
      offeredForms(at(address))
        .map(({ id }) => id)
        .includes('acr-microsoft'),
    ).toBe(offered);
    expect(offeredForms(at(address)).map(({ id }) => id)).toContain('acr-admin');
  });

  it('makes a credential of the account, without a secret', () => {
    expect(finish(at('contoso.azurecr.io', { ...account, tenant: ' t.example ' }))).toMatchObject({
      connection: { account: 'dana', form: 'acr-microsoft' },
      credential: {
        type: 'session',
        provider: 'microsoft',
        cloud: 'io',
        tenant: 't.example',
        account: { id: 'dana-id', label: 'dana' },
      },
    });
  });

  it('keeps the account when only the name changes, and picks it again', () => {
    const first = finish(at('contoso.azurecr.io', account));
    const again = draftOf(first);
    expect(initialAccount(again)).toBe('dana-id');
    expect(initialAccount(at('contoso.azurecr.io'))).toBeUndefined();
    expect(isOnlyRenamed({ ...again, values: { ...again.values, ...account }, name: 'ours' })).toBe(true);
    expect(isOnlyRenamed({ ...again, values: { ...again.values, ...account, accountId: 'lee-id' } })).toBe(false);
  });

  it('asks for the tenant only who wants the advanced questions', () => {
    expect(hidesFields(at('contoso.azurecr.io'))).toBe(true);
    expect(fieldsOf(at('contoso.azurecr.io'))).toEqual([]);
    expect(fieldsOf({ ...at('contoso.azurecr.io'), advanced: true }).map(({ name }) => name)).toEqual(['tenant']);
  });
});

it('a secret for one use is never left as it was', () => {
  const place = parseAddress('contoso.azurecr.io');
  const form = formOf('acr', 'acr-entra-tokens');
  const draft = { ...newDraft('new-id'), place, kind: findKind('acr'), form, values: { accessToken: 'eyJ-token' } };
  const { connection: made, credential: entered } = finish(draft);
  const again = draftOf({ connection: made, credential: keepable(entered) });
  expect(keepsSecret(again, fieldOf(again, 'accessToken'))).toBe(false);
  expect(finish(again).credential).toEqual({ type: 'foreign-tokens' });
  expect(isOnlyRenamed({ ...again, name: 'ours' })).toBe(true);
});

describe('a draft of what was pasted', () => {
  const secret = 'glpat-Fake0Fake1Fake2Fake3';
  const pasted: Credential = { type: 'password', username: 'dana', password: secret };
  const at = (start: Parameters<typeof draftFrom>[0], address: string, kind = 'oci') =>
    withFittingForm({ ...draftFrom(start), place: parseAddress(address), kind: findKind(kind) });

  it('fills in the form, and keeps the secret without showing it', () => {
    const draft = at({ address: 'r.example.com', credential: pasted }, 'r.example.com');
    expect(draft.form?.id).toBe('password');
    const [username, password] = [fieldOf(draft, 'username'), fieldOf(draft, 'password')];
    expect([initialValue(draft, username), initialValue(draft, password)]).toEqual(['dana', '']);
    expect([keepsPasted(draft, username), keepsPasted(draft, password)]).toEqual([false, true]);
    const answered = { ...draft, values: { username: 'kim', password: '' } };
    expect(finish(answered).credential).toEqual({ type: 'password', username: 'kim', password: secret });
    const typed = { ...draft, values: { username: 'kim', password: 'typed' } };
    expect(finish(typed).credential).toEqual({ type: 'password', username: 'kim', password: 'typed' });
  });

  it('asks for the secret again at another address than the text names', () => {
    const draft = at({ address: 'r.example.com', credential: pasted }, 'other.example.com');
    expect(keepsPasted(draft, fieldOf(draft, 'password'))).toBe(false);
    expect(initialValue(draft, fieldOf(draft, 'username'))).toBe('');
    const anywhere = at({ credential: pasted }, 'other.example.com');
    expect(keepsPasted(anywhere, fieldOf(anywhere, 'password'))).toBe(true);
    const unusable = at({ address: 'no address:', credential: pasted }, 'other.example.com');
    expect(keepsPasted(unusable, fieldOf(unusable, 'password'))).toBe(true);
    const alias = at({ address: 'docker.io', credential: pasted }, 'registry-1.docker.io');
    expect(keepsPasted(alias, fieldOf(alias, 'password'))).toBe(true);
  });

  it('takes the generic kind where the recognized one has no such form, unless the kind was chosen', () => {
    const bearer: Credential = { type: 'bearer', token: 'a token' };
    const draft = at({ credential: bearer }, 'ghcr.io', 'ghcr');
    expect([draft.kind?.id, draft.form?.id]).toEqual(['oci', 'bearer']);
    const chosen = { ...draft, kind: findKind('quay'), form: undefined };
    expect(withFittingForm(chosen, { keepKind: true }).form).toBeUndefined();
    expect(withFittingForm({ ...draft, form: formOf('oci', 'anonymous') }).form?.id).toBe('anonymous');
  });

  it('does not show a user name that is the secret', () => {
    const twice: Credential = { type: 'password', username: secret, password: secret };
    const draft = at({ credential: twice }, 'r.example.com');
    const username = fieldOf(draft, 'username');
    expect(initialValue(draft, username)).toBe('');
    expect(keepsPasted(draft, username)).toBe(true);
    expect(finish({ ...draft, values: { username: '', password: '' } }).credential).toEqual(twice);
  });

  it('asks for a user name that the text does not tell', () => {
    const draft = at({ credential: { ...pasted, username: '' } }, 'r.example.com');
    const username = fieldOf(draft, 'username');
    expect([initialValue(draft, username), keepsPasted(draft, username)]).toEqual(['', false]);
  });
});
