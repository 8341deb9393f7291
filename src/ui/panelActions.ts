/** What a page may ask its host for, in the order in which it is offered. The host decides which of them there are. */
export const pageActions = [
  'copyToken',
  'fetchAgain',
  'tryAgain',
  'useAddress',
  'runInTerminal',
  'editConnection',
  'reloadWindow',
  'showLog',
] as const;
export type PageAction = (typeof pageActions)[number];

/** The same of one thing on the page, by its place there. */
export const itemActions = ['copyStep'] as const;
export type ItemAction = (typeof itemActions)[number];

/** What the buttons do. An action that is absent has no button. */
export type PanelActions = Readonly<
  Partial<Record<PageAction, () => unknown>> & Partial<Record<ItemAction, (index: number) => unknown>>
>;
