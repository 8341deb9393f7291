import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Challenge, parseChallenges, pickChallenge } from '../../src/auth/challenge.js';

const bearer = (parameters: Record<string, string>): Challenge => ({ scheme: 'bearer', parameters });
const basic = (parameters: Record<string, string> = {}): Challenge => ({ scheme: 'basic', parameters });

describe('parseChallenges: what registries send', () => {
  it.each<[string, string | string[], Challenge[]]>([
    [
      'Docker Hub',
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      [bearer({ realm: 'https://auth.docker.io/token', service: 'registry.docker.io' })],
    ],
    [
      'Artifact Registry, no service',
      'Bearer realm="https://us-docker.pkg.dev/v2/token"',
      [bearer({ realm: 'https://us-docker.pkg.dev/v2/token' })],
    ],
    [
      'commas inside quotes',
      'Bearer realm="https://r/t",service="r",scope="repository:x:pull,push"',
      [bearer({ realm: 'https://r/t', service: 'r', scope: 'repository:x:pull,push' })],
    ],
    ['two lines', ['Bearer realm="https://h/v2/token"', 'Basic'], [bearer({ realm: 'https://h/v2/token' }), basic()]],
    [
      'two lines joined by Node',
      'Bearer realm="https://h/v2/token", Basic',
      [bearer({ realm: 'https://h/v2/token' }), basic()],
    ],
    [
      'Codeberg, two in one line without a blank',
      'Bearer realm="https://c/v2/token",service="container_registry",scope="*",Basic realm="https://c/v2",service="container_registry",scope="*"',
      [
        bearer({ realm: 'https://c/v2/token', service: 'container_registry', scope: '*' }),
        basic({ realm: 'https://c/v2', service: 'container_registry', scope: '*' }),
      ],
    ],
    [
      'blanks in place of commas (jetty)',
      'Bearer realm="https://a/t" error="invalid_token" error_description="no \\"luck\\""',
      [bearer({ realm: 'https://a/t', error: 'invalid_token', error_description: 'no "luck"' })],
    ],
    ['a semicolon', 'Bearer realm="https://a/t";service="r"', [bearer({ realm: 'https://a/t', service: 'r' })]],
    ['blanks around it', 'Bearer realm="https://a/t" ; service="r"', [bearer({ realm: 'https://a/t', service: 'r' })]],
    [
      'a semicolon at the end',
      'Bearer realm="https://a/t",service="r";',
      [bearer({ realm: 'https://a/t', service: 'r' })],
    ],
    [
      'a blank behind an unquoted value',
      'Bearer realm=https://a/t service=r',
      [bearer({ realm: 'https://a/t', service: 'r' })],
    ],
    [
      'another challenge behind a blank',
      'Bearer realm="https://a/t" Basic realm="x", service="y"',
      [bearer({ realm: 'https://a/t' }), basic({ realm: 'x', service: 'y' })],
    ],
    ['an open quote behind a blank', 'Bearer realm="https://a/t" service="r', [bearer({ realm: 'https://a/t' })]],
    ['words behind a blank', 'Basic realm=my registry', [basic({ realm: 'my' })]],
    ['an empty element behind the scheme', 'Bearer ,,realm="https://a/t"', [bearer({ realm: 'https://a/t' })]],
    ['no blank behind the scheme', 'Bearer,realm="https://a/t"', [bearer({})]],
    [
      'IBM, unquoted',
      'Bearer realm=https://cp.icr.io/oauth/token, service=registry, scope=repository:ns/name:pull',
      [bearer({ realm: 'https://cp.icr.io/oauth/token', service: 'registry', scope: 'repository:ns/name:pull' })],
    ],
    [
      'zot, lower case, unquoted, empty scope',
      'bearer realm=https://z/t,service=z,scope=""',
      [bearer({ realm: 'https://z/t', service: 'z', scope: '' })],
    ],
    [
      'SUSE, blanks in the service',
      'Bearer realm="https://s/auth",service="SUSE Linux Docker Registry",scope="registry:catalog:*",error="insufficient_scope"',
      [
        bearer({
          realm: 'https://s/auth',
          service: 'SUSE Linux Docker Registry',
          scope: 'registry:catalog:*',
          error: 'insufficient_scope',
        }),
      ],
    ],
    [
      'Nexus, upper case',
      'BASIC realm="Sonatype Nexus Repository Manager"',
      [basic({ realm: 'Sonatype Nexus Repository Manager' })],
    ],
    [
      'IIS',
      'Negotiate, NTLM, Basic realm="x"',
      [{ scheme: 'negotiate', parameters: {} }, { scheme: 'ntlm', parameters: {} }, basic({ realm: 'x' })],
    ],
    [
      'any order',
      'Bearer scope="a:b:c",service="s",realm="https://r/t"',
      [bearer({ scope: 'a:b:c', service: 's', realm: 'https://r/t' })],
    ],
  ])('%s', (_, header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges);
  });
});

describe('parseChallenges: the grammar', () => {
  it.each<[string, string | string[], Challenge[]]>([
    ['nothing', '', []],
    ['only commas', ' , ,\t,', []],
    ['empty elements', ', Basic realm="a", , Bearer realm="b",', [basic({ realm: 'a' }), bearer({ realm: 'b' })]],
    ['names in any case', 'BeArEr ReAlM="https://H/T",SERVICE="S"', [bearer({ realm: 'https://H/T', service: 'S' })]],
    [
      'blanks around the equals sign',
      'Basic realm = "a" , charset\t=\t"UTF-8"',
      [basic({ realm: 'a', charset: 'UTF-8' })],
    ],
    ['an escape is the character itself', 'Basic realm="a\\"b\\\\c\\l\\n"', [basic({ realm: 'a"b\\cln' })]],
    [
      'a fake challenge inside quotes',
      'Basic realm="x, Bearer realm=\\"https://evil/t\\""',
      [basic({ realm: 'x, Bearer realm="https://evil/t"' })],
    ],
    [
      'token68',
      'Negotiate abc123==, Basic realm="x"',
      [{ scheme: 'negotiate', parameters: {}, token68: 'abc123==' }, basic({ realm: 'x' })],
    ],
    ['token68 with one equals sign', 'Negotiate abc=', [{ scheme: 'negotiate', parameters: {}, token68: 'abc=' }]],
    ['token68 without one', 'Negotiate abc/def+x', [{ scheme: 'negotiate', parameters: {}, token68: 'abc/def+x' }]],
    [
      'token68 then blanks',
      'Negotiate abc= , Basic',
      [{ scheme: 'negotiate', parameters: {}, token68: 'abc=' }, basic()],
    ],
    ['a bare scheme takes no parameter after a comma', 'Basic, realm="x"', [basic()]],
    [
      'an empty value goes on',
      'Bearer realm="https://r",service="",scope="a:b:c"',
      [bearer({ realm: 'https://r', service: '', scope: 'a:b:c' })],
    ],
    [
      'a token value',
      'Digest qop=auth, algorithm=MD5, realm="d"',
      [{ scheme: 'digest', parameters: { qop: 'auth', algorithm: 'MD5', realm: 'd' } }],
    ],
    ['unquoted addresses only in Bearer', 'Basic realm=https://h/t, charset="UTF-8"', [basic({ charset: 'UTF-8' })]],
    [
      'last of a repeated parameter',
      'Bearer realm="https://r",scope="a:b:c",scope="d:e:f"',
      [bearer({ realm: 'https://r', scope: 'd:e:f' })],
    ],
    ['the same realm twice', 'Bearer realm="https://r",realm="https://r"', [bearer({ realm: 'https://r' })]],
    [
      'two realms',
      'Bearer realm="https://r",realm="https://evil",service="s", Basic realm="b"',
      [basic({ realm: 'b' })],
    ],
    ['an unterminated quote', 'Bearer service="s",realm="https://r', [bearer({ service: 's' })]],
    ['an unterminated quote after a backslash', 'Bearer service="s",realm="a\\', [bearer({ service: 's' })]],
    [
      'rubbish between',
      'Bearer realm="https://r" junk, service="s", @@@, Basic realm="x"',
      [bearer({ realm: 'https://r', service: 's' }), basic({ realm: 'x' })],
    ],
    ['a quoted string where a scheme belongs', '"Bearer realm", Basic realm="x"', [basic({ realm: 'x' })]],
    ['a control character', 'Bearer realm="https://r\r\nX: y",service="s"', [bearer({ service: 's' })]],
    ['a tab in quotes', 'Basic realm="a\tb"', [basic({ realm: 'a\tb' })]],
    ['Latin-1', 'Basic realm="caf\u00e9"', [basic({ realm: 'caf\u00e9' })]],
    ['a parameter without a challenge', 'realm="x", Basic realm="y"', [basic({ realm: 'y' })]],
  ])('%s', (_, header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges);
  });

  it('keeps a parameter named like a member of every object', () => {
    const [challenge] = parseChallenges('Bearer __proto__="x",realm="https://r"');
    expect(Object.entries(challenge?.parameters ?? {})).toEqual([
      ['__proto__', 'x'],
      ['realm', 'https://r'],
    ]);
  });

  it('ignores a line that is too long, and what follows the 32nd challenge', () => {
    expect(parseChallenges([`Basic realm="${'x'.repeat(17_000)}"`, 'Basic realm="y"'])).toEqual([
      basic({ realm: 'y' }),
    ]);
    expect(parseChallenges('Basic,'.repeat(1000))).toHaveLength(32);
    expect(
      Object.keys(
        parseChallenges(`Basic ${Array.from({ length: 500 }, (_, i) => `p${String(i)}=x`).join(',')}`)[0]?.parameters ??
          {},
      ),
    ).toHaveLength(32);
  });

  it('takes time in proportion to its input', () => {
    const nasty = ['"\\', '="', 'a ', ',=', 'Bearer x=', '\\"', 'a=="'].map((piece) =>
      piece.repeat(16_000 / piece.length),
    );
    const started = performance.now();
    nasty.forEach((line) => parseChallenges(line));
    expect(performance.now() - started).toBeLessThan(1000);
  });

  const grammarChaos = fc.string({
    unit: fc.constantFrom(...Array.from('Bearer Basic realm=",\\ \t\r\n;a:/*=\u0000\u00ff')),
    maxLength: 200,
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), grammarChaos), (text) => Array.isArray(parseChallenges(text))));
  });

  const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const value = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019 ,="\\/:*')), maxLength: 20 });
  const challenge = fc.record({ scheme: token, parameters: fc.dictionary(token, value, { minKeys: 1, maxKeys: 5 }) });
  it('reads back what is written by the grammar', () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 5 }), (challenges) => {
        const header = challenges.map(
          ({ scheme, parameters }) =>
            `${scheme} ${Object.entries(parameters)
              .map(([name, text]) => `${name}="${text.replace(/["\\]/g, '\\$&')}"`)
              .join(',')}`,
        );
        expect(parseChallenges(header.join(', '))).toEqual(challenges);
        expect(parseChallenges(header)).toEqual(challenges);
      }),
    );
  });
});

describe('pickChallenge', () => {
  it.each<[string, Challenge[], Challenge | undefined]>([
    ['Bearer before Basic', [basic(), bearer({ realm: 'https://r' })], bearer({ realm: 'https://r' })],
    ['Bearer without a realm', [bearer({ service: 's' }), basic()], basic()],
    [
      'the first Bearer',
      [bearer({ realm: 'https://a' }), bearer({ realm: 'https://b' })],
      bearer({ realm: 'https://a' }),
    ],
    ['nothing we answer', [{ scheme: 'ntlm', parameters: {} }], undefined],
    ['nothing', [], undefined],
  ])('%s', (_, challenges, picked) => {
    expect(pickChallenge(challenges)).toEqual(picked);
  });
});
