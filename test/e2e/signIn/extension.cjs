const { authentication, EventEmitter, workspace } = require('vscode');

/** Registered before anybody asks for it: the editor's own, which would take the same id, comes too late. */
exports.activate = (context) => {
  const changed = new EventEmitter();
  let sessions = [];
  const provider = {
    onDidChangeSessions: changed.event,
    getSessions: async (scopes, options) =>
      sessions.filter(
        (session) =>
          (scopes === undefined || scopes.every((scope) => session.scopes.includes(scope))) &&
          (options?.account === undefined || options.account.id === session.account.id),
      ),
    /** The test says who signs in, and gives the token. */
    async createSession(scopes) {
      const address = workspace.getConfiguration('signInOfTheTests').get('address');
      const response = await globalThis.fetch(`${address}/session?scope=${encodeURIComponent(scopes.join(' '))}`);
      const session = { ...(await response.json()), id: String(sessions.length), scopes };
      sessions = [...sessions, session];
      changed.fire({ added: [session], removed: [], changed: [] });
      return session;
    },
    async removeSession(id) {
      const removed = sessions.filter((session) => session.id === id);
      sessions = sessions.filter((session) => session.id !== id);
      changed.fire({ added: [], removed, changed: [] });
    },
  };
  context.subscriptions.push(
    authentication.registerAuthenticationProvider('microsoft', 'Microsoft', provider, {
      supportsMultipleAccounts: true,
    }),
  );
};
