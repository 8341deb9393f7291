const { authentication, commands, EventEmitter } = require('vscode');

/**
 * The tests in our own extension host ask for it: `run` is what any extension that people install can do; `context` lends
 * them a real SecretStorage, which only an extension can get; `signIns` is what its sign-in knows.
 */
exports.activate = (context) => {
  const signIns = createSignIns();
  context.subscriptions.push(
    authentication.registerAuthenticationProvider('registry-auth-test', 'Stand-In', signIns.provider, {
      supportsMultipleAccounts: true,
    }),
  );
  return { run: (command, ...values) => commands.executeCommand(command, ...values), context, signIns };
};

/** Sessions are made by the tests; `next` makes one for scopes that somebody agrees to. */
function createSignIns() {
  const changed = new EventEmitter();
  let sessions = [];
  const signIns = {
    next: undefined,
    add(session) {
      sessions = [...sessions, session];
      changed.fire({ added: [session], removed: [], changed: [] });
    },
    removeAll() {
      const removed = sessions;
      sessions = [];
      changed.fire({ added: [], removed, changed: [] });
    },
    provider: {
      onDidChangeSessions: changed.event,
      getSessions: async (scopes, options) =>
        sessions.filter(
          (session) =>
            (scopes === undefined || scopes.every((scope) => session.scopes.includes(scope))) &&
            (options?.account === undefined || options.account.id === session.account.id),
        ),
      async createSession(scopes) {
        const session = await signIns.next(scopes);
        signIns.add(session);
        return session;
      },
      removeSession: async () => signIns.removeAll(),
    },
  };
  return signIns;
}
