import { type Certificate, commonName } from '../auth/network/certificate.js';
import { type Clause, fill, plainText, type Translate } from '../text/message.js';
import type { Diagnosis, DiagnosisFacts, Evidence } from './diagnosis.js';
import type { Phase } from './requestPhases.js';
import { causes, evidenceLines, evidenceParts, nextSteps, unknowns } from './texts.js';

/** Language and formats of the texts. */
export interface Speech {
  readonly translate: Translate;
  /** A clause that an error carries in English, translated and filled in. */
  reason(reason: Clause): string;
  /** Milliseconds since the epoch. */
  time(time: number): string;
  /** Milliseconds. */
  duration(length: number): string;
  /** A size in bytes. */
  bytes(count: number): string;
  /** The day of a moment, milliseconds since the epoch. */
  day(time: number): string;
  /** "A, B and C". */
  list(items: readonly string[]): string;
  /** Never empty. */
  scopes(scopes: readonly string[]): string;
}

// More don't fit into a sentence.
const SHOWN_NAMES = 3;

/** Texts of a diagnosis: sentences, and one line for each piece of evidence. */
export interface Explanation {
  readonly cause: string;
  readonly next: string;
  readonly evidence: readonly string[];
}

/** Formats a diagnosis. `brief`: the evidence isn't displayed, so the sentence includes the server's message. */
export function explain(
  { cause, next, hint, evidence, facts }: Diagnosis,
  speech: Speech,
  { brief }: { readonly brief: boolean },
): Explanation {
  const holes = holesOf(facts, speech, brief);
  const say = (text: string): string => {
    const template = speech.translate(text);
    // Words in place of an unknown host begin the sentence in uppercase; a host name never changes.
    const first = facts.host === undefined && template.startsWith('{host}');
    return plainText(fill(template, first ? { ...holes, host: speech.translate(unknowns.hostFirst) } : holes), 0);
  };
  return {
    cause: say(causes[cause]),
    next: say(hint ?? nextSteps[next]),
    evidence: explainEvidence(evidence, speech),
  };
}

/** Formats the evidence alone, one line each. */
export function explainEvidence(evidence: readonly Evidence[], speech: Speech): readonly string[] {
  return evidence.map((one) => lineOf(one, speech));
}

function holesOf(facts: DiagnosisFacts, speech: Speech, brief: boolean): Readonly<Record<string, string>> {
  const { translate } = speech;
  const host = facts.host ?? translate(unknowns.host);
  const reason = facts.reason === undefined ? undefined : speech.reason(facts.reason);
  return {
    host,
    registry: facts.registry ?? host,
    account: facts.account ?? translate(unknowns.account),
    why: brief ? bracketed([reason, ...facts.said]) : '',
    reason: reason ?? translate(unknowns.reason),
    origin: facts.origin ?? host,
    address: facts.address ?? facts.origin ?? host,
    scopes: speech.scopes(facts.scopes),
    repository: facts.repository ?? '',
    status:
      facts.status === undefined
        ? translate(unknowns.status)
        : plainText(fill(translate(unknowns.statusIs), { status: String(facts.status) }), 0),
    audience: facts.audience ?? '',
    limit: speech.duration(facts.limit ?? 0),
    skew: speech.duration(facts.skew ?? 0),
    time: facts.retryAt === undefined ? '' : speech.time(facts.retryAt),
    proxy:
      facts.proxy === undefined
        ? translate(unknowns.proxy)
        : plainText(fill(translate(unknowns.proxyAt), { proxy: facts.proxy }), 0),
    ...certificateHoles(facts.certificate, speech),
  };
}

/** In parentheses with a leading space and without full stops at their ends, or empty. */
function bracketed(parts: readonly (string | undefined)[]): string {
  const said = parts.map((part) => part?.replace(/(?<!\.)\.$/, '')).filter((part) => part !== undefined && part !== '');
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}

function certificateHoles(certificate: Certificate | undefined, speech: Speech): Readonly<Record<string, string>> {
  const { translate } = speech;
  const day = (time: number | undefined): string =>
    time === undefined || Number.isNaN(time) ? translate(unknowns.day) : speech.day(time);
  const { subject = '', issuer = '', names = [], validFrom, validTo } = certificate ?? {};
  const more = fill(translate(evidenceParts.more), { count: String(names.length - SHOWN_NAMES) });
  const shown = names.length > SHOWN_NAMES ? [...names.slice(0, SHOWN_NAMES), plainText(more, 0)] : names;
  return {
    subject: `“${commonName(subject)}”`,
    issuer: issuer === '' ? translate(unknowns.issuer) : `“${commonName(issuer)}”`,
    names: names.length === 0 ? translate(unknowns.names) : speech.list(shown),
    validFrom: day(validFrom),
    validTo: day(validTo),
  };
}

function lineOf(evidence: Evidence, speech: Speech): string {
  const value = valueOf(evidence, speech);
  return plainText(fill(speech.translate(evidenceLines[evidence.id]), { value }), 0);
}

function valueOf(evidence: Evidence, speech: Speech): string {
  if ('time' in evidence) {
    return speech.time(evidence.time);
  }
  if ('duration' in evidence) {
    return speech.duration(evidence.duration);
  }
  if ('scopes' in evidence) {
    return speech.scopes(evidence.scopes);
  }
  if ('phases' in evidence) {
    return speech.list(evidence.phases.map((one) => phaseText(one, speech)));
  }
  if ('certificate' in evidence) {
    const template = speech.translate(evidenceParts[evidence.id === 'authority' ? 'authority' : 'certificate']);
    return plainText(fill(template, certificateHoles(evidence.certificate, speech)), 0);
  }
  if ('clause' in evidence) {
    return speech.reason(evidence.clause);
  }
  if ('bytes' in evidence) {
    return speech.bytes(evidence.bytes);
  }
  if (evidence.id === 'proxy' && evidence.text === '') {
    return speech.translate(evidenceParts.unnamed);
  }
  return evidence.text;
}

function phaseText({ phase, took }: { readonly phase: Phase; readonly took: number }, { translate }: Speech): string {
  const holes = { what: translate(evidenceParts[phase]), count: String(Math.round(took)) };
  return plainText(fill(translate(evidenceParts.phase), holes), 0);
}
