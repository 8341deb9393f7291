const { commands } = require('vscode');

/** The tests in our own extension host ask for it: `run` is what any extension that people install can do. */
exports.activate = () => ({ run: (command, ...values) => commands.executeCommand(command, ...values) });
