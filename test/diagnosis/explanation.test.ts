// The words of failures, by the standard that they are written to, and with values that are unknown.
import { describe, expect, it } from 'vitest';
import { AuthError, type AuthErrorCode, type ErrorDetails } from '../../src/auth/errors.js';
import type { Certificate } from '../../src/auth/network/certificate.js';
import type { TraceStep } from '../../src/auth/trace.js';
import { diagnose } from '../../src/diagnosis/diagnosis.js';
import { explain } from '../../src/diagnosis/explanation.js';
import { causes, evidenceLines, evidenceParts, nextSteps, unknowns } from '../../src/diagnosis/texts.js';
import { speech } from '../../src/ui/localize.js';

const about = { host: 'registry.example', account: 'dana', saved: true };

/** The message of a failure, in which the evidence is not shown beside it. */
function message(
  code: AuthErrorCode,
  {
    details = {},
    status,
    text,
    step,
  }: Partial<{ details: ErrorDetails; status: number; text: string; step: Partial<TraceStep> }>,
  known: Partial<typeof about> = about,
): string {
  const sent: TraceStep = {
    ...{
      purpose: 'exchange',
      method: 'GET',
      url: 'https://a.example',
      authorization: 'none',
      startedAt: 0,
      duration: 1,
    },
    ...{ requestHeaders: {}, headers: {}, ...step },
  };
  const error = new AuthError(code, '', {
    ...(status === undefined ? {} : { status }),
    ...(text === undefined ? {} : { service: { text } }),
    details,
    trace: { machine: 'test machine', steps: step === undefined ? [] : [sent] },
  });
  const diagnosis = diagnose(error, { saved: true, ...known });
  const { cause, next } = diagnosis ? explain(diagnosis, speech, { brief: true }) : { cause: '', next: '' };
  return `${cause} ${next}`;
}

describe('every text', () => {
  const sentences = Object.entries({ ...causes, ...nextSteps }).flatMap(([id, text]) =>
    text.split(/(?<=\.) (?=[A-Z{])/).map((sentence) => [id, sentence] as const),
  );

  it.each(sentences)('%s: %s', (_, sentence) => {
    // A hole counts as one word, `{why}` as none.
    expect(sentence.replace('{why}', '').split(/\s+/).length).toBeLessThanOrEqual(20);
    expect(sentence).toMatch(/^(?:[A-Z]|\{(?:host|registry|proxy)\}).*\.$/);
    expect(sentence).not.toMatch(
      /;|\b(?:wants?|nobody|somebody|whoever|took|takes|told|on the way|gives? out|its operator)\b/i,
    );
  });

  it('has a straight apostrophe nowhere', () => {
    const all = [causes, nextSteps, evidenceLines, unknowns, evidenceParts].flatMap((texts) => Object.values(texts));
    expect(all.filter((text) => text.includes("'"))).toEqual([]);
  });
});

describe('a message', () => {
  it('begins in uppercase where no host is known', () => {
    expect(message('rate-limited', {}, {})).toMatch(/^The server rejected the request/);
    expect(message('refused', {}, {})).toBe(
      'The server rejected the credential for this connection. Check the credential, then edit the connection.',
    );
    expect(message('changed', {}, {})).toMatch(/^The connection to the server was changed/);
  });

  it('names a user name and password only where the request held them', () => {
    const refused = (step: Partial<TraceStep>, details: ErrorDetails = {}) =>
      message('refused', { status: 401, step: { status: 401, ...step }, details });
    const password =
      /^registry\.example rejected the user name or password for dana\. Check the user name and password/;
    const credential = /^registry\.example rejected the credential for dana/;
    expect(refused({ authorization: 'basic' })).toMatch(password);
    expect(refused({ authorization: 'none', form: [['grant_type', 'password']] })).toMatch(password);
    expect(refused({ authorization: 'none', form: [['grant_type', 'refresh_token']] })).toMatch(credential);
    expect(refused({ authorization: 'basic' }, { reason: 'the account is disabled' })).toMatch(credential);
  });

  it('ends the words of a service without a full stop of their own', () => {
    expect(message('locked', { status: 401, text: 'This account is locked.' })).toMatch(
      /\(This account is locked\)\. Wait/,
    );
    expect(message('locked', { status: 401, text: 'Wait...' })).toMatch(/\(Wait\.\.\.\)\. Wait/);
  });

  it('reads well without a status, an issuer, names and a date', () => {
    const bare: Certificate[] = [];
    expect(message('server-failed', {})).toMatch(/^registry\.example returned a server error with no status\./);
    expect(message('server-failed', { status: 503 })).toMatch(/a server error with status 503\./);
    expect(message('tls', { details: { tls: 'unknown-authority', chain: bare } })).toMatch(
      /was issued by an unknown authority, which isn’t trusted/,
    );
    expect(message('tls', { details: { tls: 'wrong-host', chain: bare } })).toMatch(/It is for no host name\./);
    expect(message('tls', { details: { tls: 'expired', chain: bare } })).toMatch(/expired on an unknown date\./);
  });

  it('writes a size with a unit that fits', () => {
    const error = new AuthError('bad-response', '', { details: { limit: 262_144 } });
    const diagnosis = diagnose(error, about);
    expect(diagnosis && explain(diagnosis, speech, { brief: false }).evidence).toEqual(['Limit: 262.1 kB']);
  });
});
