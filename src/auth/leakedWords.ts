/** What to do if a token leaked whose maker is not known, by what it is. */
export const leakedWords = {
  jwt: 'A token of this form is good until it expires; most services cannot call one back. Change the credential that it was made with.',
  jwe: 'Whoever has it can use it as it is, without reading it. Change the credential that it was made with.',
  opaque: 'It may be the long-lived credential itself: revoke it where it was made.',
  damaged: 'Damaged as it is it should work nowhere; whoever has the whole one can use it.',
  basic: 'It is the user name and password: change the password.',
  refresh: 'It gets new access tokens until it expires. Sign out or revoke it where it was made.',
  lasting: 'Revoke it where it was made: it does not end by itself.',
  expired: 'It has expired, so it is good for nothing; what it was made with may still be.',
} as const;
