/** What a page may ask its host for, in the order in which it is offered. The host decides which of them there are. */
export const pageActions = [
  'copyToken',
  'fetchAgain',
  'fetchToken',
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
  'copyTokenAs',
  'inspectRefreshToken',
  'reveal',
  'editScope',
  'copyAnswer',
  'copyClaims',
  'copyRedacted',
  'openClaims',
  'askService',
  'verify',
  'compare',
  'copyReport',
  'saveReport',
  'copyScript',
  'moreActions',
  'pin',
] as const;
export type PageAction = (typeof pageActions)[number];

/** The same of one thing on the page, by its place there. */
export const itemActions = ['copyStep', 'copyClaim', 'copyInner', 'inspectInner'] as const;
export type ItemAction = (typeof itemActions)[number];
