import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findChallenges } from '../../src/inspection/pastedChallenge.js';

const hub =
  'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull"';
const parameters = {
  realm: 'https://auth.docker.io/token',
  service: 'registry.docker.io',
  scope: 'repository:library/alpine:pull',
};
const bearer = [{ scheme: 'bearer', parameters }];
const answer = { from: 'server', challenges: bearer } as const;
const quay = {
  scheme: 'bearer',
  parameters: { realm: 'https://quay.example.com/v2/auth', service: 'quay.example.com' },
};

/** What the hidden input box makes of line ends. */
const onOneLine = (text: string): string => text.replace(/\r?\n/g, ' ');

const curl = `*   Trying 192.0.2.7:443...
* Connected to quay.example.com (192.0.2.7) port 443
> GET /v2/ HTTP/1.1
> Host: quay.example.com
> User-Agent: curl/8.5.0
> Accept: */*
>
< HTTP/1.1 401 Unauthorized
< Server: nginx/1.22.1
< WWW-Authenticate: Bearer realm="https://quay.example.com/v2/auth",service="quay.example.com"
< Content-Length: 112
<
{"errors":[{"code":"UNAUTHORIZED","message":"access to the requested resource is not authorized"}]}`;

const http2 = `* [HTTP/2] [1] OPENED stream for https://quay.example.com:8443/v2/
* [HTTP/2] [1] [:method: GET]
* [HTTP/2] [1] [:authority: quay.example.com:8443]
> GET /v2/ HTTP/2
> Host: quay.example.com:8443
< HTTP/2 401
< www-authenticate: Bearer realm="https://quay.example.com/v2/auth",service="quay.example.com"
< date: Mon, 01 Jan 2024 10:00:00 GMT`;

const containerd = `time="2024-01-01T10:00:00Z" level=debug msg="do request" host=registry-1.docker.io request.method=HEAD url="https://registry-1.docker.io/v2/library/alpine/manifests/latest"
time="2024-01-01T10:00:00Z" level=debug msg="fetch response received" host=registry-1.docker.io response.header.content-length=157 response.header.content-type=application/json response.header.www-authenticate="Bearer realm=\\"https://auth.docker.io/token\\",service=\\"registry.docker.io\\",scope=\\"repository:library/alpine:pull\\"" response.status="401 Unauthorized" url="https://registry-1.docker.io/v2/library/alpine/manifests/latest"`;

const har = JSON.stringify({
  request: {
    method: 'GET',
    url: 'https://quay.example.com/v2/',
    headers: [{ name: 'Host', value: 'quay.example.com' }],
  },
  response: {
    status: 401,
    headers: [
      {
        name: 'WWW-Authenticate',
        value: 'Bearer realm="https://quay.example.com/v2/auth",service="quay.example.com"',
      },
    ],
  },
});

const found = { from: 'server', challenges: [quay] } as const;
const line = 'Bearer realm="https://quay.example.com/v2/auth",service="quay.example.com"';
const escaped = line.replaceAll('"', '\\"');
const secure = { scheme: 'https', host: 'quay.example.com' } as const;

/** Output of other clients, in the shape that each has. */
const clients: readonly [string, string, object][] = [
  [
    'crane -v',
    `2024/01/01 10:00:00 --> GET https://quay.example.com/v2/\n2024/01/01 10:00:00 GET /v2/ HTTP/1.1\nHost: quay.example.com\nUser-Agent: crane\n\n\n2024/01/01 10:00:00 <-- 401 https://quay.example.com/v2/ (100ms)\n2024/01/01 10:00:00 HTTP/1.1 401 Unauthorized\nContent-Length: 2\nWww-Authenticate: ${line}\n`,
    { ...found, ...secure, status: 401 },
  ],
  [
    'oras --debug',
    `[DEBUG] Request #0\n> Request URL: "https://quay.example.com/v2/team/app/manifests/1"\n> Request method: "HEAD"\n[DEBUG] Response #0\n< Response Status: "401 Unauthorized"\n< Response headers:\n   "Content-Length": "2"\n   "Www-Authenticate": "${escaped}"\n`,
    { ...found, ...secure, status: 401 },
  ],
  [
    'PowerShell',
    `StatusCode        : 401\nHeaders           : {[WWW-Authenticate, ${line}]}\nWWW-Authenticate : ${line}\n`,
    { ...found, status: 401 },
  ],
  [
    'the network tab of a browser',
    `Request URL:\nhttps://quay.example.com/v2/\nRequest Method:\nGET\nStatus Code:\n401 Unauthorized\nwww-authenticate:\n${line}\nx-frame-options:\nDENY\n`,
    { ...found, ...secure, status: 401 },
  ],
  [
    'a quoted mail',
    `> WWW-Authenticate: ${line.replace(',', ',\n> ')}\n> Date: Mon`.replace(/^/, 'Dana wrote:\n'),
    found,
  ],
  ['Python', `{'Server': 'nginx', 'Www-Authenticate': '${line}', 'Date': 'Mon'}`, found],
  ['Node', `  status: 401,\n  headers: { 'www-authenticate': '${line}', date: 'Mon' }`, { ...found, status: 401 }],
  ['Java', `{Server=[nginx], WWW-Authenticate=[${line}], Date=[Mon]}`, found],
  [
    'a JSON log of .NET',
    `{"statusCode":401,"headers":{"WWW-Authenticate":["${line.replaceAll('"', '\\u0022')}"]}}`,
    { ...found, status: 401 },
  ],
  [
    'wget -d',
    `---request begin---\nGET /v2/ HTTP/1.1\nHost: quay.example.com\n\n---request end---\nHTTP request sent, awaiting response...\n---response begin---\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: ${line}\n---response end---`,
    { ...found, host: 'quay.example.com', status: 401 },
  ],
  [
    'curl --trace-ascii',
    `=> Send header, 60 bytes (0x3c)\n0000: GET /v2/ HTTP/1.1\n0013: Host: quay.example.com\n<= Recv header, 27 bytes (0x1b)\n0000: HTTP/1.1 401 Unauthorized\n<= Recv header, 92 bytes (0x5c)\n0000: www-authenticate: ${line.slice(0, 46)}\n0040: ${line.slice(46)}\n`,
    { ...found, host: 'quay.example.com', status: 401 },
  ],
];

describe('findChallenges', () => {
  it.each(clients)('reads what %s prints', (_, text, expected) => {
    expect(findChallenges(text)).toEqual([expected]);
    expect(findChallenges(onOneLine(text))).toEqual([expected]);
  });

  it.each<[string, string, readonly object[]]>([
    ['nothing', '', []],
    ['prose', 'The registry answered with a WWW-Authenticate: header that nobody understood. Bearer, basic.', []],
    ['a sentence about the header', 'Set WWW-Authenticate: Bearer as described in RFC 6750.', []],
    ['a sentence with a word alone', 'The server sent WWW-Authenticate: Negotiate twice.', []],
    ['a sentence about a proxy', 'Answer Proxy-Authenticate: Basic, then retry. Proxy-Authenticate: NTLM fails.', []],
    [
      'a scheme alone before another header',
      'WWW-Authenticate: Negotiate\ncontent-length: 0',
      [{ from: 'server', challenges: [{ scheme: 'negotiate', parameters: {} }] }],
    ],
    ['a bare challenge', hub, [answer]],
    ['in a Markdown code fence', `\`\`\`\n${hub}\n\`\`\``, [answer]],
    ['with the name of its header', `WWW-Authenticate: ${hub}`, [answer]],
    [
      'with a status line',
      `HTTP/1.1 401 Unauthorized\nWww-Authenticate: ${hub}\nDate: x`,
      [{ ...answer, status: 401 }],
    ],
    [
      'on several lines',
      'Bearer realm="https://auth.docker.io/token",\n    service="registry.docker.io",\n    scope="repository:library/alpine:pull"',
      [answer],
    ],
    ['wrapped inside the realm', hub.replace('docker.io/token', 'docker.\n  io/token'), [answer]],
    ['from curl -v', curl, [{ from: 'server', challenges: [quay], status: 401, host: 'quay.example.com' }]],
    [
      'from curl -v over HTTP/2, with a port',
      http2,
      [{ from: 'server', challenges: [quay], status: 401, host: 'quay.example.com:8443', scheme: 'https' }],
    ],
    [
      'from a log of containerd, quotes escaped',
      containerd,
      [{ ...answer, status: 401, host: 'registry-1.docker.io', scheme: 'https' }],
    ],
    [
      'from a log of containerd in JSON',
      JSON.stringify({ log: containerd }),
      [{ ...answer, status: 401, host: 'registry-1.docker.io', scheme: 'https' }],
    ],
    [
      'in a HAR file',
      har,
      [{ from: 'server', challenges: [quay], status: 401, host: 'quay.example.com', scheme: 'https' }],
    ],
    ['as Go prints headers', `map[Content-Type:[application/json] Www-Authenticate:[${hub}]]`, [answer]],
    ['as Go prints them with %#v', `"Www-Authenticate":[]string{${JSON.stringify(hub)}}`, [answer]],
    ['as HTML', `<td>${hub.replaceAll('"', '&quot;')}</td>`, [answer]],
    ['with curved quotation marks', hub.replace(/"([^"]*)"/g, '“$1”'), [answer]],
    ['in terminal colours', `\u001b[1mwww-authenticate\u001b[0m: ${hub}\u001b[0m`, [answer]],
    [
      'for Windows clients, on three lines',
      'WWW-Authenticate: Negotiate\nWWW-Authenticate: NTLM\nWWW-Authenticate: Basic realm="files"\n',
      [
        {
          from: 'server',
          challenges: [
            { scheme: 'negotiate', parameters: {} },
            { scheme: 'ntlm', parameters: {} },
            { scheme: 'basic', parameters: { realm: 'files' } },
          ],
        },
      ],
    ],
    [
      'two on one line',
      'WWW-Authenticate: Bearer realm="https://r.example/t", Basic realm="Registry Realm"',
      [
        {
          from: 'server',
          challenges: [
            { scheme: 'bearer', parameters: { realm: 'https://r.example/t' } },
            { scheme: 'basic', parameters: { realm: 'Registry Realm' } },
          ],
        },
      ],
    ],
    [
      'of a proxy',
      'HTTP/1.1 407 Proxy Authentication Required\nProxy-Authenticate: Basic realm="corp"',
      [{ from: 'proxy', challenges: [{ scheme: 'basic', parameters: { realm: 'corp' } }], status: 407 }],
    ],
    [
      'with an error',
      'www-authenticate: Bearer error="insufficient_scope",error_description="needs push"',
      [
        {
          from: 'server',
          challenges: [
            { scheme: 'bearer', parameters: { error: 'insufficient_scope', error_description: 'needs push' } },
          ],
        },
      ],
    ],
    [
      'listed once when it is there twice',
      `${hub}\n\n${hub.replace('Bearer', 'bearer')}`.slice(0),
      [{ from: 'server', challenges: bearer }],
    ],
    ['no credentials', 'Authorization: Digest realm="r.example", username="dana", response="0123456789abcdef"', []],
    ['no credentials of OAuth', '-H "Authorization: OAuth realm="https://x.example", oauth_token="abc""', []],
    ['with two realms', 'Bearer realm="https://a.example/t",realm="https://b.example/t"', []],
    ['with the same realm twice', `${hub},realm="https://auth.docker.io/token"`, [answer]],
    ['with an unclosed quote', 'WWW-Authenticate: Bearer realm="https://auth.docker.io/token', []],
    [
      'with control characters in a value, which is left out',
      'WWW-Authenticate: Bearer realm="https://r.example/t",service="a\u0000b"',
      [{ from: 'server', challenges: [{ scheme: 'bearer', parameters: { realm: 'https://r.example/t' } }] }],
    ],
    ['not in a text of more than 1 MiB', `${'x '.repeat(600_000)}${hub}`, []],
  ])('%s', (_, text, expected) => {
    expect(findChallenges(text)).toEqual(expected);
    expect(findChallenges(onOneLine(text))).toEqual(expected);
  });

  it('takes a host only where the text names it as that of a request', () => {
    const hostOf = (text: string) => findChallenges(text)[0]?.host;
    expect(hostOf(`see https://docs.example.com/auth for this: ${hub}`)).toBeUndefined();
    expect(hostOf(`X-Forwarded-Host: evil.example\n${hub}`)).toBeUndefined();
    expect(hostOf(`lookup failed, no such host: unreachable\n${hub}`)).toBeUndefined();
    expect(hostOf(`curl -v https://quay.example.com/v2/\nWWW-Authenticate: ${hub}`)).toBe('quay.example.com');
    expect(hostOf(`WWW-Authenticate: ${hub}\nHost: quay.example.com`)).toBe('quay.example.com');
    expect(hostOf(`${hub}\nHost: a.example\nHost: b.example`)).toBeUndefined();
    expect(hostOf(`GET https://dana:secret@r.example:5000/v2/ 401\nWWW-Authenticate: ${hub}`)).toBe('r.example:5000');
    expect(hostOf(`Host: [2001:db8::1]:5000\n${hub}`)).toBe('[2001:db8::1]:5000');
  });

  it('tells the answers of one text apart', () => {
    const second = curl.replaceAll('quay.example.com', 'other.example.com').replace('Unauthorized', 'Unauthorized ');
    expect(findChallenges(`${curl}\n${second}`).map(({ host, status }) => [host, status])).toEqual([
      ['quay.example.com', 401],
      ['other.example.com', 401],
    ]);
    expect(findChallenges(`${curl}\n`.repeat(3))).toHaveLength(1);
  });

  it('does not take the status of a distant or a successful answer', () => {
    const far = `HTTP/1.1 401 Unauthorized\n${'x-y: z\n'.repeat(1000)}${hub}`;
    expect(findChallenges(far)[0]?.status).toBeUndefined();
    expect(findChallenges(`HTTP/1.1 200 OK\n\n${hub}`)[0]?.status).toBeUndefined();
  });

  it('reads 32 answers at most', () => {
    const many = Array.from({ length: 100 }, (_, index) => `Host: h${index}.example\nWWW-Authenticate: ${hub}\n`);
    expect(findChallenges(many.join(''))).toHaveLength(32);
  });

  it('never throws', () => {
    const bits = [
      'WWW-Authenticate',
      ': ',
      'Bearer ',
      'realm',
      '="',
      '"',
      ',',
      '\\',
      '\n',
      ' ',
      'Host: ',
      'a.b',
      '401',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'binary' })), { maxLength: 40 }),
        (parts) => {
          findChallenges(parts.join(''));
        },
      ),
    );
  });

  it.each<[string, string]>([
    ['schemes', 'Bearer '],
    ['headers', 'WWW-Authenticate: '],
    ['open quotes', 'WWW-Authenticate: Bearer realm="'],
    ['parameters', 'Bearer realm=a,'],
    ['blanks', 'www-authenticate   \n  \n'],
    ['backslashes', 'Bearer realm=\\"'],
    ['hosts', 'Host: a.b.c '],
    ['one long quote', 'Bearer realm="x" \\'],
    ['commas', 'WWW-Authenticate: a,'],
    ['addresses', 'GET http://a/v2/ '],
  ])('takes time that grows with the length of the text only: %s', (_, part) => {
    const text = part.repeat(Math.ceil((1024 * 1024) / part.length));
    const start = performance.now();
    findChallenges(text);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
