/** What a page offers at its top, in this order. The host decides which of them there are. */
export const headActions = [
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
  'moreActions',
] as const;

/** All that a page may ask its host for; the rest stands next to what it is about, or in the host's list of more. */
export const pageActions = [
  ...headActions,
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
  'pin',
] as const;
export type PageAction = (typeof pageActions)[number];

/** The same of one thing on the page, by its place there. */
export const itemActions = ['copyStep', 'copyClaim', 'copyInner', 'inspectInner'] as const;
export type ItemAction = (typeof itemActions)[number];
