/** All command IDs, as declared in package.json. */
export const commandIds = [
  'registryAuth.addConnection',
  'registryAuth.editConnection',
  'registryAuth.renameConnection',
  'registryAuth.enterAgain',
  'registryAuth.removeConnection',
  'registryAuth.removeScope',
  'registryAuth.forgetEverything',
  'registryAuth.fetchToken',
  'registryAuth.copyToken',
  'registryAuth.copyTokenAs',
  'registryAuth.inspectToken',
  'registryAuth.diagnoseConnection',
  'registryAuth.inspectPastedToken',
  'registryAuth.listReferrers',
  'registryAuth.tryRequest',
  'registryAuth.testToken',
  'registryAuth.openTerminal',
  'registryAuth.openResponse',
  'registryAuth.revokeTokens',
  'registryAuth.openRow',
  'registryAuth.renewAllTokens',
  'registryAuth.forgetTokens',
  'registryAuth.pinConnection',
  'registryAuth.unpinConnection',
  'registryAuth.showPinned',
  'registryAuth.tryPlayground',
  'registryAuth.stopPlayground',
  'registryAuth.showLog',
] as const;

/** Command ID for references between features: a message button runs a command, never another feature's function. */
export type CommandId = (typeof commandIds)[number];
