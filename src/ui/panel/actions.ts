/** Actions at the top of a page, in this order. The host decides which are offered. */
export const headActions = [
  'copyToken',
  'copyPassword',
  'fetchAgain',
  'fetchToken',
  'useAsConnection',
  'addConnection',
  'inspectPasted',
  'tryAgain',
  'useAddress',
  'certificate',
  'runInTerminal',
  'editConnection',
  'reloadWindow',
  'diagnose',
  'copyDiagnosis',
  'showLog',
  'moreActions',
] as const;

/**
 * All actions that a page can request. The others appear next to their subject, or in the host's list of more actions.
 */
export const pageActions = [
  ...headActions,
  'copyTokenAs',
  'inspectRefreshToken',
  'reveal',
  'editScope',
  'copySummary',
  'copyClaims',
  'copyRedacted',
  'openClaims',
  'testToken',
  'verify',
  'compare',
  'copyReport',
  'saveReport',
  'copyScript',
  'keepOpen',
] as const;
export type PageAction = (typeof pageActions)[number];

/** Actions for one item on the page, by its index. */
export const itemActions = ['copyStep', 'copyClaim', 'copyInner', 'inspectInner'] as const;
export type ItemAction = (typeof itemActions)[number];
