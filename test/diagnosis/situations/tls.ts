// What stands between this machine and a server: TLS, and proxies.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { json } from '../../faults/answers.js';
import { authority, type Identity, selfSigned } from '../../faults/certificate.js';
import { type ProxyOptions, startProxy } from '../../faults/proxy.js';
import { listenOn, type TlsServerOptions } from '../../faults/server.js';
import { named, names, type Row, type Stage } from './stage.js';

const retry = ['retry', 'diagnose', 'log'] as const;
const certificate = ['certificate', 'log'] as const;
const host = ['127.0.0.1', 'registry.test'];
const day = 24 * 60 * 60 * 1000;
const lookup = names({ 'registry.test': '127.0.0.1' });

/** A server with this certificate, and what it takes to trust its authority. */
async function shows(
  stage: Stage,
  tls: TlsServerOptions | Promise<TlsServerOptions>,
  trusted: { readonly ca?: string; readonly cert?: string; readonly key?: string } = {},
): Promise<unknown> {
  const { origin } = await stage.start(() => ({ '*': json(200, {}) }), { tls: await tls });
  return stage.use(named(origin, 'registry.test'), { world: { lookup, tls: async () => trusted } });
}

/** Shows a certificate that only its date or its name is against. */
async function vouchedFor(
  stage: Stage,
  make: (ours: Awaited<ReturnType<typeof authority>>) => Promise<Identity>,
): Promise<unknown> {
  const ours = await authority('Authority of Example');
  return shows(stage, make(ours), { ca: ours.cert });
}

/** Answers the first packet with these bytes, or with nothing at all. */
async function raw(stage: Stage, bytes?: readonly number[]): Promise<string> {
  const server = createServer((socket) => {
    if (bytes) {
      socket.once('data', () => socket.end(Buffer.from(bytes)));
    }
  });
  const { host: at, stop } = await listenOn(server);
  stage.atEnd(stop);
  return named(`https://${at}`, 'registry.test');
}

/** An alert that ends the handshake (RFC 8446 section 6). */
const alert = (description: number): readonly number[] => [0x15, 3, 3, 0, 2, 2, description];

/** Everything of this process goes through it, by an agent that nobody asked for, as that of the editor. */
async function proxied(stage: Stage, origin: string): Promise<void> {
  const before = [http.globalAgent, https.globalAgent] as const;
  const proxyEnv = { HTTP_PROXY: origin, HTTPS_PROXY: origin };
  // Newer than the types of Node that the editor asks for. Axios would put agents that show this option aside.
  const options: https.AgentOptions & { proxyEnv: object } = { proxyEnv };
  const agents = [new http.Agent(options), new https.Agent(options)] as const;
  for (const agent of agents) {
    Reflect.deleteProperty(Object(Reflect.get(agent, 'options')) as object, 'proxyEnv');
  }
  [http.globalAgent, https.globalAgent] = agents;
  stage.atEnd(() => {
    http.globalAgent.destroy();
    https.globalAgent.destroy();
    [http.globalAgent, https.globalAgent] = before;
  });
}

async function throughProxy(stage: Stage, address: string, options: ProxyOptions): Promise<unknown> {
  const proxy = await startProxy(options);
  stage.atEnd(proxy.stop);
  await proxied(stage, proxy.origin);
  return stage.use(address, { connection: { insecure: true }, world: { lookup } });
}

const certificates: readonly Row[] = [
  {
    situation: 'a certificate that is signed by itself',
    happens: (stage) => shows(stage, selfSigned({ names: host })),
    cause: 'self-signed',
    evidence: { system: 'DEPTH_ZERO_SELF_SIGNED_CERT', certificate: /^CN=/, address: '127.0.0.1' },
    next: 'If this is a private host, choose its certificate file.',
    offers: certificate,
  },
  {
    situation: 'a certificate of an authority that is not known here',
    happens: async (stage) => shows(stage, (await authority('Authority of Example')).issue({ names: host })),
    cause: 'authority-unknown',
    evidence: { certificate: /^CN=/ },
    next: 'If this is a private certificate authority, choose its certificate file.',
    offers: certificate,
  },
  {
    situation: 'a certificate that has expired',
    happens: (stage) => vouchedFor(stage, (ours) => ours.issue({ names: host, notAfter: Date.now() - day })),
    cause: 'certificate-expired',
    evidence: { system: 'CERT_HAS_EXPIRED' },
    next: 'The administrator of {host} must renew it. If that date hasn’t passed, correct the clock of this machine.',
    offers: ['retry', ...certificate],
  },
  {
    situation: 'a certificate that is not valid yet',
    happens: (stage) =>
      vouchedFor(stage, (ours) =>
        ours.issue({ names: host, notBefore: Date.now() + day, notAfter: Date.now() + 2 * day }),
      ),
    cause: 'certificate-early',
    evidence: { system: 'CERT_NOT_YET_VALID' },
    next: 'If that date has passed, correct the clock of this machine. Otherwise, contact the administrator of {host}.',
    offers: ['retry', ...certificate],
  },
  {
    situation: 'a certificate of another host',
    happens: (stage) => vouchedFor(stage, (ours) => ours.issue({ names: ['other.test'] })),
    cause: 'certificate-of-another',
    evidence: { system: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    next: 'Check the address. Use a host name that the certificate lists.',
    offers: ['edit', ...certificate],
  },
  {
    situation: 'a server that wants a client certificate',
    happens: async (stage) => {
      const ours = await authority();
      const tls = { ...(await ours.issue({ names: host })), clientCa: ours.cert };
      return shows(stage, tls, { ca: ours.cert });
    },
    cause: 'client-certificate-wanted',
    evidence: { system: /CERTIFICATE_REQUIRED$/ },
    next: 'Choose a client certificate, or ask the administrator of {host} for one.',
    offers: certificate,
  },
  {
    situation: 'a server that refuses the client certificate',
    happens: async (stage) => {
      const [ours, others] = await Promise.all([authority(), authority('Another authority')]);
      const tls = { ...(await ours.issue({ names: host })), clientCa: ours.cert };
      return shows(stage, tls, { ca: ours.cert, ...(await others.issue({ names: ['client.test'] })) });
    },
    cause: 'client-certificate-refused',
    evidence: { address: '127.0.0.1' },
    next: 'Choose another client certificate, or ask the administrator of {host} which one is accepted.',
    offers: certificate,
  },
  ...(
    [
      [
        70,
        'a server with an old TLS',
        'tls-version',
        'The administrator of {host} must update its TLS configuration.',
        certificate,
      ],
      [
        40,
        'a server that breaks off',
        'tls-broken-off',
        'Ask the administrator of {host} whether it requires a client certificate or another TLS version.',
        certificate,
      ],
      [
        80,
        'a server whose TLS fails',
        'not-trusted',
        'Check the address. If it’s correct, contact the administrator of {host}.',
        certificate,
      ],
    ] as const
  ).map(([description, situation, cause, next, offers]): Row => ({
    situation,
    happens: async (stage) => stage.use(await raw(stage, alert(description)), { world: { lookup } }),
    cause,
    evidence: { system: /ALERT/ },
    next,
    offers,
  })),
  {
    situation: 'a server that says nothing where TLS should begin',
    happens: async (stage) => stage.use(await raw(stage), { world: { lookup, timeout: 500 } }),
    cause: 'timeout-tls',
    evidence: { phases: 'lookup connect tls' },
    next: 'Try again. If it happens again, ask your network administrator about a firewall or proxy on the network path.',
    offers: retry,
  },
];

const proxies: readonly Row[] = [
  {
    situation: 'a proxy that opens what is encrypted',
    happens: async (stage) => {
      const theirs = await authority('Inspection of Example');
      const { host: to } = await stage.start(() => ({ '*': json(200, {}) }), {
        tls: await theirs.issue({ names: host }),
      });
      return throughProxy(stage, 'https://registry.test', { to });
    },
    cause: 'authority-unknown',
    evidence: { system: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', proxy: '' },
    next: 'The proxy might inspect TLS traffic. If so, choose the certificate file of its authority.',
    offers: certificate,
  },
  {
    situation: 'a proxy that wants a sign-in, for http',
    happens: (stage) => throughProxy(stage, 'http://registry.test', { refuse: 407 }),
    cause: 'proxy-sign-in',
    evidence: { status: '407', proxy: '' },
    next: 'Check the proxy settings of this editor, and the sign-in for the proxy.',
    offers: retry,
  },
  {
    situation: 'a proxy that wants a sign-in, for https',
    happens: (stage) => throughProxy(stage, 'https://registry.test', { refuse: 407 }),
    cause: 'proxy-sign-in',
    evidence: { status: '407', system: /PROXY/ },
    next: 'Check the proxy settings of this editor, and the sign-in for the proxy.',
    offers: retry,
  },
  {
    situation: 'a proxy that does not let it through',
    happens: (stage) => throughProxy(stage, 'https://registry.test', { refuse: 403 }),
    cause: 'proxy',
    evidence: { status: '403', system: /PROXY/ },
    next: 'Check the proxy settings of this editor.',
    offers: retry,
  },
  {
    situation: 'a proxy that is not there',
    happens: async (stage) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      server.close();
      await once(server, 'close');
      const port = typeof address === 'object' ? address?.port : undefined;
      await proxied(stage, `http://127.0.0.1:${port}`);
      return stage.use('https://registry.test', { world: { lookup } });
    },
    cause: 'proxy-unreachable',
    evidence: { system: 'ECONNREFUSED', proxy: '' },
    next: 'Check the proxy settings of this editor.',
    offers: retry,
  },
];

export const onTheWay: readonly Row[] = [...certificates, ...proxies];
