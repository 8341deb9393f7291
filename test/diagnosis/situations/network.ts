// The way there.
import { type AddressInfo, connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { answer, json } from '../../faults/answers.js';
import { drip, hang, reset, stall } from '../../faults/faults.js';
import { listenOn } from '../../faults/server.js';
import { named, names, type Row, type Stage } from './stage.js';

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  const { host, stop } = await listenOn(server);
  await stop();
  return Number(host.split(':')[1]);
}

/** Speaks first, and no HTTP. */
async function talker(stage: Stage, text: string | Buffer, answers = false): Promise<string> {
  const server = createServer((socket) => {
    if (answers) {
      socket.once('data', () => socket.end(text));
    } else {
      socket.end(text);
    }
  });
  const { host, stop } = await listenOn(server);
  stage.atEnd(stop);
  return `http://${host}`;
}

/** Listens, never accepts, and has no room for one more: packets that ask for a connection are dropped. */
async function deaf(stage: Stage): Promise<string> {
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort } = require('node:worker_threads');
     const server = createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address());
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  stage.atEnd(() => worker.terminate());
  const { port } = await new Promise<AddressInfo>((resolve) => worker.once('message', resolve));
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      stage.atEnd(() => socket.destroy());
      await new Promise((resolve) => socket.once('connect', resolve));
    }),
  );
  return `http://127.0.0.1:${port}`;
}

const soon = { timeout: 500 };

export const network: readonly Row[] = [
  {
    situation: 'a name that does not exist',
    happens: (stage) => stage.use('https://registry.example.test', { world: { lookup: names({}) } }),
    cause: 'name-unknown',
    evidence: { request: 'GET https://registry.example.test/v2/', system: 'ENOTFOUND', phases: 'lookup' },
    next: 'Check the address, and whether your network or VPN can resolve this name.',
    offers: ['retry', 'edit', 'diagnose'],
  },
  {
    situation: 'a name service that does not answer',
    happens: (stage) =>
      stage.use('https://registry.example.test', {
        world: { lookup: names({ 'registry.example.test': 'EAI_AGAIN' }) },
      }),
    cause: 'name-service-silent',
    evidence: { system: 'EAI_AGAIN' },
    next: 'Check the network and the VPN.',
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'a port on which nobody listens',
    happens: async (stage) => stage.use(`http://127.0.0.1:${await freePort()}`),
    cause: 'nobody-listens',
    evidence: { system: 'ECONNREFUSED', phases: 'connect', request: /^GET http:\/\/127\.0\.0\.1:\d+\/v2\/$/ },
    next: 'Check the address and the port, and whether the server is running.',
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'a connection that is reset before the answer',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': reset() }))).origin),
    cause: 'connection-reset',
    evidence: { system: 'ECONNRESET', address: '127.0.0.1' },
    next: 'Try https instead of http. If that doesn’t help, ask about a firewall or proxy on the network path.',
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'a connection that is reset within the answer',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': reset('within') }))).origin),
    cause: 'connection-reset',
    evidence: { system: 'ECONNRESET' },
    next: /^Try https/,
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'a server that takes no connection in time',
    happens: async (stage) => stage.use(await deaf(stage), { world: soon }),
    cause: 'timeout-connect',
    evidence: { limit: '1 second', phases: 'connect' },
    next: 'Check the address, the network, and the VPN.',
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'a server that takes the request and never answers',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': hang() }))).origin, { world: soon }),
    cause: 'timeout-answer',
    evidence: { address: '127.0.0.1', phases: 'connect firstByte' },
    next: 'Try again, or increase the setting registryAuth.requestTimeoutSeconds.',
    offers: ['retry', 'diagnose', 'log'],
  },
  ...([stall(), drip()] as const).map((listener, index): Row => ({
    situation: index === 0 ? 'an answer whose body never comes' : 'an answer whose body drips for ever',
    happens: async (stage) => stage.use((await stage.start(() => ({ '*': listener }))).origin, { world: soon }),
    cause: 'timeout',
    evidence: { address: '127.0.0.1', phases: 'connect firstByte end' },
    next: 'Try again, or increase the setting registryAuth.requestTimeoutSeconds.',
    offers: ['retry', 'diagnose', 'log'],
  })),
  {
    situation: 'something that does not speak HTTP',
    happens: async (stage) => stage.use(await talker(stage, 'SSH-2.0-OpenSSH_9.9\r\n')),
    cause: 'not-http',
    evidence: { system: /^HPE_/ },
    next: 'Check the address and the port.',
    offers: ['edit', 'log'],
  },
  {
    situation: 'something that switches to another protocol, which nobody asked for',
    happens: async (stage) =>
      stage.use(
        await talker(stage, 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', true),
      ),
    cause: 'not-http',
    evidence: { system: 'HPE_PAUSED_UPGRADE', reason: 'it switches to another protocol' },
    next: 'Check the address and the port.',
    offers: ['edit', 'log'],
  },
  ...[
    'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    'Content Type: text/plain\r\n\r\n',
    `X-Large: ${'x'.repeat(70_000)}\r\n\r\n`,
  ].map((headers): Row => ({
    situation: `an HTTP answer that is not well formed: ${headers.slice(0, 40)}`,
    happens: async (stage) => stage.use(await talker(stage, `HTTP/1.1 200 OK\r\n${headers}`)),
    cause: 'malformed-http',
    evidence: { system: /^HPE_/ },
    next: 'Contact the administrator of {host}. A proxy in front of it can also be the cause.',
    offers: ['retry', 'log'],
  })),
  {
    situation: 'http where https is meant, told by an alert of TLS',
    happens: async (stage) => stage.use(await talker(stage, Buffer.from([0x15, 3, 3, 0, 2, 2, 0x0a]), true)),
    cause: 'wants-https',
    evidence: { request: /^GET http:/ },
    next: 'Change the address of the connection to https. If it is https already, contact the administrator of {host}.',
    offers: ['edit', 'log'],
  },
  {
    situation: 'http where https is meant, told in words',
    happens: async (stage) =>
      stage.use(
        (
          await stage.start(() => ({
            '*': answer(400, { 'Content-Type': 'text/plain' }, 'Client sent an HTTP request to an HTTPS server.\n'),
          }))
        ).origin,
      ),
    cause: 'wants-https',
    evidence: { status: '400', service: 'Client sent an HTTP request to an HTTPS server.' },
    next: 'Change the address of the connection to https. If it is https already, contact the administrator of {host}.',
    offers: ['edit', 'log'],
  },
  {
    situation: 'https where there is only http',
    happens: async (stage) =>
      stage.use((await stage.start(() => ({ '*': json(200, {}) }))).origin.replace('http:', 'https:')),
    cause: 'speaks-http',
    evidence: { request: /^GET https:/ },
    next: 'Check the address and the port. For plain http, the address must begin with http://.',
    offers: ['edit', 'certificate', 'log'],
  },
  {
    situation: 'a token server whose name does not exist',
    happens: async (stage) => {
      const server = await stage.start((origin) => ({
        '/v2/': (_, response) => {
          const realm = named(origin, 'auth.registry.test').replace('http:', 'https:');
          response.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${realm}/token"` }).end();
        },
      }));
      return stage.use(named(server.origin, 'registry.test'), {
        connection: { insecure: true },
        world: {
          lookup: names({ 'registry.test': '127.0.0.1' }),
          realms: () => ({ allowed: [named(server.origin, 'auth.registry.test').replace('http:', 'https:')] }),
        },
      });
    },
    cause: 'name-unknown',
    evidence: { request: /^GET https:\/\/auth\.registry\.test:\d+\/token/ },
    next: 'Check the address, and whether your network or VPN can resolve this name.',
    offers: ['retry', 'edit', 'diagnose'],
  },
  {
    situation: 'a name service that takes for ever',
    happens: (stage) => stage.use('https://registry.example.test', { world: { ...soon, lookup: () => undefined } }),
    cause: 'timeout-lookup',
    evidence: { limit: '1 second', phases: 'lookup' },
    next: 'Check the network and the VPN.',
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'a network without a way there',
    // A broadcast address of the loopback network: the system refuses to connect to it.
    happens: (stage) => stage.use('http://127.255.255.255:9'),
    cause: 'no-way',
    evidence: { system: 'ENETUNREACH', phases: 'connect' },
    next: 'Check the network and the VPN.',
    offers: ['retry', 'diagnose', 'log'],
  },
  {
    situation: 'a system that lets nobody out',
    happens: (stage) =>
      stage.use('https://registry.example.test', { world: { lookup: names({ 'registry.example.test': 'EPERM' }) } }),
    cause: 'unreachable',
    evidence: { system: 'EPERM' },
    next: 'Check the address, the network, and the VPN.',
    offers: ['retry', 'diagnose', 'log'],
  },
];
