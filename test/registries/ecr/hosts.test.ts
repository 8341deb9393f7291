import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../src/auth/challenge.js';
import { addressOf, readHost, readRegistryHost } from '../../../src/registries/ecr/hosts.js';
import { findKind, guessKind, readShorthand } from '../../../src/registries/index.js';

const ACCOUNT = '123456789012';

describe('registry hosts', () => {
  it.each([
    ['dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1', ''],
    ['dkr.ecr.us-gov-west-1.amazonaws.com', 'us-gov-west-1', ''],
    ['dkr.ecr-fips.us-east-1.amazonaws.com', 'us-east-1', 'fips'],
    ['dkr-ecr.eu-west-1.on.aws', 'eu-west-1', 'dual'],
    ['dkr-ecr-fips.us-east-1.on.aws', 'us-east-1', 'fips dual'],
    ['dkr.ecr.cn-north-1.amazonaws.com.cn', 'cn-north-1', ''],
    ['dkr.ecr.cn-north-1.on.amazonwebservices.com.cn', 'cn-north-1', 'dual'],
    ['dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', 'cn-north-1', 'dual'],
    ['dkr.ecr.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1', ''],
    ['dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu', 'eusc-de-east-1', 'dual'],
    ['dkr.ecr.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1', ''],
    ['dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1', ''],
    ['dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1', ''],
    ['dkr.ecr.us-isof-south-1.csp.hci.ic.gov', 'us-isof-south-1', ''],
  ])('%s', (tail, region, flavour) => {
    const place = readRegistryHost(`${ACCOUNT}.${tail}`);
    expect(place).toEqual({
      account: ACCOUNT,
      region,
      fips: flavour.includes('fips'),
      dualStack: flavour.includes('dual'),
    });
    expect(guessKind(`https://${ACCOUNT}.${tail.toUpperCase()}/team/app:1`).id).toBe('ecr');
  });

  it.each([
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com.evil.example`,
    `evil-${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
    `x.${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
    `${ACCOUNT}.dkr-ecr.eu-west-1.amazonaws.com`,
    `${ACCOUNT}.dkr-ecr.eu-west-1.on.aws.com.cn`,
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonawsxcom`,
    `${ACCOUNT}.dkr.ecr..amazonaws.com`,
    '12345678901.dkr.ecr.eu-west-1.amazonaws.com',
    'amazonaws.com',
    's3.eu-west-1.amazonaws.com',
  ])('%s is none', (host) => {
    expect(readHost(host)).toBeUndefined();
    expect(guessKind(host).id).toBe('oci');
  });
});

describe('a region in place of an address', () => {
  it.each([
    ['eu-west-1', 'https://api.ecr.eu-west-1.amazonaws.com'],
    [' US-East-1 ', 'https://api.ecr.us-east-1.amazonaws.com'],
    ['cn-north-1', 'https://api.ecr.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'https://api.ecr.us-gov-west-1.amazonaws.com'],
    ['us-isob-east-1', 'https://api.ecr.us-isob-east-1.sc2s.sgov.gov'],
    ['api.ecr.eu-west-1.amazonaws.com', 'https://api.ecr.eu-west-1.amazonaws.com'],
    ['ecr.eu-west-1.api.aws', 'https://ecr.eu-west-1.api.aws'],
    ['ecr.eusc-de-east-1.api.amazonwebservices.eu', 'https://ecr.eusc-de-east-1.api.amazonwebservices.eu'],
  ])('%s is the default registry at %s', (text, address) => {
    expect(readShorthand(text)).toMatchObject({ address, kind: { id: 'ecr' } });
    expect(readHost(new URL(address).hostname)?.account).toBeUndefined();
    expect(guessKind(address).id).toBe('ecr');
  });

  it.each([
    'busybox',
    'team/app',
    'r.example',
    'eu-west',
    'eu-west-1/app',
    `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`,
  ])('%s is none', (text) => {
    expect(addressOf(text)).toBeUndefined();
    expect(readShorthand(text)).toBeUndefined();
  });
});

describe('an ARN in place of an address', () => {
  it.each([
    [`arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/team/app`, 'dkr.ecr.eu-west-1.amazonaws.com/team/app'],
    [`arn:aws-cn:ecr:cn-north-1:${ACCOUNT}:repository/app`, 'dkr.ecr.cn-north-1.amazonaws.com.cn/app'],
    [`arn:aws:ecr:eu-west-1:${ACCOUNT}:root`, 'dkr.ecr.eu-west-1.amazonaws.com/'],
  ])('%s', (text, address) => {
    expect(readShorthand(text)).toMatchObject({ address: `https://${ACCOUNT}.${address}`, kind: { id: 'ecr' } });
  });
});

describe('recognises', () => {
  const ping = (challenge: string) => ({
    registry: new URL('https://r.example'),
    status: 401,
    challenges: parseChallenges(challenge),
    headers: {},
  });
  const private_ = `Basic realm="https://${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"`;
  const public_ = 'Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws"';
  it.each([
    ['ecr', private_, true],
    ['ecr', public_, false],
    ['ecr', 'Basic realm="Sonatype Nexus"', false],
    ['ecr-public', public_, true],
    ['ecr-public', private_, false],
  ])('%s by %s: %s', (id, challenge, recognised) => {
    expect(findKind(id)?.recognises?.(ping(challenge))).toBe(recognised);
  });

  it.each(['public.ecr.aws', 'ecr-public.aws.com'])('the public gallery at %s', (host) => {
    expect(guessKind(`${host}/docker/library/busybox`).id).toBe('ecr-public');
  });
});

describe('fields', () => {
  const field = (name: string) => findKind('ecr')?.settings.find((one) => one.name === name);

  it('take the region from the host', () => {
    expect(field('region')?.known?.(`${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`)).toBe('eu-west-1');
    expect(field('region')?.known?.('r.example')).toBeUndefined();
  });

  it.each([
    ['region', 'eu-west-1', true],
    ['region', 'Ireland', false],
    ['account', '', true],
    ['account', ACCOUNT, true],
    ['account', '123', false],
    ['endpoint', '', true],
    ['endpoint', 'https://vpce-1.api.ecr.eu-west-1.vpce.amazonaws.com', true],
    ['endpoint', 'http://127.0.0.1:4566', true],
    ['endpoint', 'http://ecr.example', false],
  ])('%s %j: %s', (name, value, fine) => {
    expect(field(name)?.validate?.(value) === undefined).toBe(fine);
  });

  it('tell a temporary key from one that lasts', () => {
    const form = findKind('ecr')?.credentials.find(({ id }) => id === 'access-key');
    expect(form?.fields[0]?.validate?.('ASIAIOSFODNN7EXAMPLE')).toContain('Temporary access key');
  });

  it('come back as they were entered', () => {
    const values = {
      id: 'AKIA1',
      secret: 's',
      sessionToken: 't',
      role: 'arn:aws:iam::1:role/x',
      mfaSerial: 'm',
      externalId: 'e',
    };
    for (const id of ['access-key', 'session', 'role']) {
      const form = findKind('ecr')?.credentials.find((one) => one.id === id);
      expect(form?.toValues?.(form.toCredential(values))).toEqual(values);
    }
  });

  it('know an answer that means: get a new one', () => {
    const answer = { url: new URL('https://r.example'), headers: {}, text: 'Your authorization token has expired.' };
    expect(findKind('ecr')?.isStale?.({ ...answer, status: 403 })).toBe(true);
    expect(findKind('ecr')?.isStale?.({ ...answer, status: 403, text: 'denied: not allowed' })).toBe(false);
    expect(findKind('ecr-public')?.isStale?.({ ...answer, status: 400 })).toBe(true);
    expect(
      findKind('ecr-public')?.isStale?.({ ...answer, status: 400, headers: { 'www-authenticate': 'Bearer' } }),
    ).toBe(false);
  });
});
