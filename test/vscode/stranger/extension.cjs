const { commands } = require('vscode');

/**
 * The tests in our own extension host ask for it: `run` is what any extension that people install can do; `context` lends
 * them a real SecretStorage, which only an extension can get.
 */
exports.activate = (context) => ({ run: (command, ...values) => commands.executeCommand(command, ...values), context });
