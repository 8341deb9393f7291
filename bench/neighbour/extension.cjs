const { commands, ViewColumn, window } = require('vscode');

exports.activate = ({ subscriptions }) => {
  subscriptions.push(
    commands.registerCommand('registryAuthBench.ask', () => window.showQuickPick(['one'], { title: 'Neighbour' })),
    commands.registerCommand('registryAuthBench.show', () => {
      window.createWebviewPanel('registryAuthBench', 'Neighbour', ViewColumn.Active).webview.html =
        '<!DOCTYPE html><p class="answer">Neighbour says nothing.</p>';
    }),
  );
};
