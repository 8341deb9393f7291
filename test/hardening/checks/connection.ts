// What stops a kept connection, and a remembered challenge, from being trusted for more than it was.
import { type Check, type Edit, inFile } from './check.js';

const flow = inFile('registries/flow/tokenFlow.ts');
const transport = inFile('auth/network/transport.ts');
const recalling = inFile('registries/flow/recallChallenge.ts');
const preparing = inFile('registries/flow/prepareFetch.ts');
const remembering = inFile('connections/rememberedChallenges.ts');

/** What the reuse of a kept connection depends on. */
const trusting = (becomes: string): Edit => ({
  file: 'tokens.ts',
  text: '[place, this.#world.realms(connection), tls]',
  becomes,
});
/** Node, too, keeps connections with other certificates apart, as long as it sees them. */
const withoutNodesKey = transport(
  'return { ...tls, secureContext:',
  'return { rejectUnauthorized: tls.rejectUnauthorized, secureContext:',
);

export const connectionChecks: readonly Check[] = [
  {
    id: 'open-connection',
    what: 'a connection that other code opened is not used',
    edits: [
      transport('if (!request.reusedSocket) {', 'if (true) {'),
      transport('const own = { sessionIdContext, session: undefined };', 'const own = {};'),
    ],
  },
  {
    id: 'kept-address',
    what: 'a kept connection leads where its name leads now',
    edits: [
      {
        file: 'auth/network/keptConnections.ts',
        text: "kept.openedAt >= since || addresses?.includes(remoteAddress ?? '') === true",
        becomes: 'true',
      },
    ],
  },
  {
    id: 'kept-judged',
    what: 'the address of a kept connection is judged at every use',
    edits: [transport('const known = directAddresses.get(socket);', 'const known = undefined as unknown as string;')],
  },
  {
    id: 'kept-place',
    what: 'a kept connection was opened with the same settings',
    edits: [trusting('[this.#world.realms(connection), tls]')],
  },
  {
    id: 'kept-consent',
    what: 'a kept connection was opened with the same consent',
    edits: [trusting('[place, tls]')],
  },
  {
    id: 'kept-certificates',
    what: 'a kept connection was opened with the same trust in certificates',
    edits: [trusting('[place, this.#world.realms(connection)]'), withoutNodesKey],
  },
  {
    id: 'secure-context',
    what: 'a secure context is used again with the same certificates only',
    edits: [transport('contextFor([ca, cert, key], make)', 'contextFor([], make)')],
  },
  {
    id: 'kept-owner',
    what: 'a kept connection belongs to one connection of the user',
    edits: [
      { file: 'auth/network/keptConnections.ts', text: 'groups.get(name);', becomes: "groups.get('');" },
      { file: 'auth/network/keptConnections.ts', text: 'groups.set(name, group)', becomes: "groups.set('', group)" },
      { file: 'auth/network/keptConnections.ts', text: 'last?.trust === hash ? last', becomes: 'last ? last' },
      withoutNodesKey,
    ],
  },
  {
    id: 'kept-forget',
    what: 'what is forgotten keeps no connection open',
    edits: [{ file: 'registries/flow/flowCaches.ts', text: 'connections.forget(group);', becomes: '' }],
  },
  {
    id: 'kept-repeatable',
    what: 'what must not be repeated gets a new connection',
    edits: [
      {
        file: 'auth/network/send.ts',
        text: 'request.repeatable ? world.connections?.to(request.url.origin) : undefined',
        becomes: 'world.connections?.to(request.url.origin)',
      },
    ],
  },
  {
    id: 'kept-heard',
    what: 'what was answered is not sent again, even if the answer broke off',
    edits: [{ file: 'auth/network/send.ts', text: ' && evidence.heard !== true', becomes: '' }],
  },
  {
    id: 'remembered-refusal',
    what: 'after a refusal the login goes only where it has not been, although the registry is asked again',
    edits: [
      flow('if (vain && leadCredentialSame(', 'if (vain === null && leadCredentialSame('),
      flow('if (leadCredentialSame(present.answer, recalled', 'if (!leadCredentialSame(present.answer, recalled'),
    ],
  },
  {
    id: 'remembered-upload',
    what: 'nobody is asked about uploads in the background after a refusal',
    edits: [flow('return byHand === true || !open;', 'return byHand === true || open !== null;')],
  },
  {
    id: 'remembered-address',
    what: 'a registry that was not asked is judged by its present address',
    edits: [
      recalling('if (elsewhere && remoteAddress === undefined) {', 'if (false) {'),
      recalling('elsewhere ? await presentAddress(registry, io) : undefined', 'undefined'),
    ],
  },
  {
    id: 'prepared-consent',
    what: 'nobody whom the user has not agreed to is connected ahead of a choice',
    edits: [preparing("requireConsent(realm, { ...request, credential: { type: 'password' } });", '')],
  },
  {
    id: 'prepared-address',
    what: 'the address of whoever is connected ahead of a choice is judged',
    edits: [preparing('refuseAddress(realm.url, registry, answer.remoteAddress, found)', 'undefined')],
  },
  {
    id: 'remembered-place',
    what: 'a challenge is remembered of one registry',
    edits: [remembering(' && entry.address === address', '')],
  },
  {
    id: 'remembered-owner',
    what: 'a challenge is remembered of one connection',
    edits: [remembering('entry.id === id && ', '')],
  },
  {
    id: 'remembered-forget',
    what: 'nothing is remembered of what was removed',
    edits: [
      remembering('read().filter((entry) => entry.id !== id)', 'read()'),
      remembering('forgetAll: async () => write([])', 'forgetAll: async () => undefined'),
    ],
  },
];
