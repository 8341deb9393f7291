import type { HttpResponse } from '../../src/auth/http.js';

/** An answer with what matters filled in. */
export function answerOf(answer: Partial<HttpResponse>): HttpResponse {
  return {
    status: 200,
    url: new URL('https://r.example'),
    headers: {},
    text: '',
    authenticate: [],
    sentAt: 0,
    receivedAt: 0,
    ...answer,
  };
}
