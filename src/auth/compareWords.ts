/** What a comparison of two tokens says; `{names}` are filled in. */
export const compareWords = {
  identical: 'It is the same token.',
  gained: 'It may also {what}.',
  lost: 'It may no longer {what}.',
  sameGrants: 'It grants the same.',
  untold: 'What it grants cannot be compared.',
  life: 'It lives {after} instead of {before}.',
} as const;
