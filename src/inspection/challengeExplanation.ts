import { type Challenge, pickChallenge } from '../auth/challenge.js';
import { isRepository } from '../auth/reference.js';
import { parseScope, withoutClass } from '../auth/scope.js';
import { nameInSentence } from '../text/foreignName.js';
import { shorten } from '../text/masking.js';
import { clauseText, fill, plainText, type Translate } from '../text/message.js';
import { redactUrl, REMOVED } from '../text/redact.js';
import { redactSpeech } from '../text/redactSpeech.js';
import { type ChallengeKnowledge, type ReadRealm, readRealm } from './challengeRealm.js';
import { isSecretParameter, withoutSecrets } from './challengeSecrets.js';
import { challengeErrors, challengeSentences, parameterWords, realmWords } from './challengeWords.js';
import { withOneEnd } from './ellipsis.js';
import { phrases, several } from './grantPhrases.js';
import { compareGrants } from './grants.js';
import type { FoundChallenge } from './pastedChallenge.js';

/** A pasted challenge in words, without secrets. Everything is translated plain text. */
export interface ExplainedChallenge {
  /** Host that asks, if the text names it. */
  readonly host?: string;
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly schemes: readonly {
    /** As it is usually written: "Bearer". */
    readonly scheme: string;
    readonly rows: readonly { readonly name: string; readonly value: string; readonly meaning: string }[];
  }[];
  /** Address for a connection: the registry, with the repository of the scope. Absent if the registry is unknown. */
  readonly address?: string;
}

/** Characters of a value on the page. */
const LONGEST_VALUE = 500;
const LONGEST_IN_SENTENCE = 120;

/** Removes what is secret in a text. */
type Clean = (text: string) => string;
type Say = (template: string, holes?: Readonly<Record<string, string>>) => string;

/**
 * Explains the challenges of one answer: who asks for what, whose token server it names, and the meaning of scope and
 * error. Never throws, sends nothing.
 */
export function explainChallenge(
  found: FoundChallenge,
  knowledge: ChallengeKnowledge,
  translate: Translate,
): ExplainedChallenge {
  const say: Say = (template, holes = {}) => withOneEnd(plainText(fill(translate(template), holes), 0));
  const words = challengeSentences;
  const { challenges, from, status } = found;
  const clean: Clean = (text) => withoutSecrets(text, knowledge.opaqueForms);
  const host = found.host === undefined ? undefined : clean(found.host);
  const main = pickChallenge(challenges) ?? challenges[0];
  const realms = challenges.map((challenge) => readRealm(challenge, found, knowledge));
  const realm = main && realms[challenges.indexOf(main)];
  const proxy = from === 'proxy';
  const who = proxy ? say(words.theProxy) : (host ?? say(words.theRegistry));
  const others = [...new Set(challenges.filter(({ scheme }) => scheme !== main?.scheme).map(schemeName))];
  const scope = main?.parameters.scope === undefined ? undefined : permission(scopesOf(main, clean), translate);
  const error = main?.parameters.error;
  const address = proxy ? undefined : addressOf(found, main, realm, clean);
  return {
    ...(host !== undefined && { host }),
    sentence: main === undefined ? '' : sentenceOf(main, who, realm, say),
    notes: [
      ...(proxy ? [say(words.proxied)] : []),
      ...(others.length > 0 ? [say(words.also, { schemes: others.join(', ') })] : []),
      ...(scope === undefined ? [] : [say(words.access, { what: scope })]),
      ...(error !== undefined && Object.hasOwn(challengeErrors, error)
        ? [say(words.rejected, { code: error, why: say(challengeErrors[error] ?? '') })]
        : []),
      ...(status === 401 || status === 403 || status === 407 ? [say(words[`status${status}`])] : []),
    ],
    schemes: challenges.map((challenge, index) => ({
      scheme: schemeName(challenge),
      rows: Object.entries(challenge.parameters).flatMap(([name, value]) =>
        rowsOf(challenge, name, value, { realm: realms[index], host: host ?? '', clean, say, translate }),
      ),
    })),
    ...(address !== undefined && { address }),
  };
}

function sentenceOf(main: Challenge, host: string, realm: ReadRealm | undefined, say: Say): string {
  const words = challengeSentences;
  const { scheme } = main;
  if (scheme === 'bearer') {
    const isServer = realm !== undefined && (realm.origin !== '' || realm.whose === 'onRegistry');
    return !isServer
      ? say(words.bearerHere, { host })
      : say(words.bearer, { host, realm: nameInSentence(shorten(realm.server, LONGEST_IN_SENTENCE)) });
  }
  const known =
    scheme === 'basic' || scheme === 'negotiate' || scheme === 'ntlm' || scheme === 'kerberos' || scheme === 'digest';
  return say(words[known ? scheme : 'other'], { host, scheme: schemeName(main) });
}

/** Names of schemes whose spelling is their own; all others are lowercase here and begin with a capital. */
const spelled = [
  'AWS4-HMAC-SHA256',
  'DPoP',
  'GNAP',
  'HOBA',
  'NTLM',
  'OAuth',
  'PrivateToken',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
];

function schemeName({ scheme }: Pick<Challenge, 'scheme'>): string {
  const shown = shorten(redactSpeech(scheme, []), 40);
  const usual = shown.charAt(0).toUpperCase() + shown.slice(1);
  return nameInSentence(spelled.find((name) => name.toLowerCase() === scheme) ?? usual);
}

interface RowContext {
  readonly realm: ReadRealm | undefined;
  readonly host: string;
  readonly clean: Clean;
  readonly say: Say;
  readonly translate: Translate;
}

type Row = ExplainedChallenge['schemes'][number]['rows'][number];

function rowsOf(
  challenge: Challenge,
  name: string,
  value: string,
  { realm, host, clean, say, translate }: RowContext,
): Row[] {
  const row = (shown: string, meaning = ''): Row => ({
    name: shorten(clean(name), 60),
    value: shorten(clean(shown), LONGEST_VALUE),
    meaning,
  });
  const isBearer = challenge.scheme === 'bearer';
  if (value.trim() === '') {
    return [row('', say(parameterWords.empty))];
  }
  if (name === 'realm') {
    if (realm === undefined) {
      return [row(redactSpeech(value, []), challenge.scheme === 'basic' ? say(realmWords.area) : '')];
    }
    const { whose, origin, owner, reason } = realm;
    const holes = {
      origin,
      host,
      owner: owner ? translate(owner.label) : '',
      reason: clauseText(reason ?? '', translate),
    };
    return [row(URL.canParse(value) ? redactUrl(new URL(value), []) : value, say(realmWords[whose], holes))];
  }
  if (name === 'scope' && isBearer) {
    return scopesOf(challenge, clean).map((scope) => {
      const what = permission([scope], translate);
      return row(scope, what === undefined ? say(parameterWords.scopeAsItIs) : say(parameterWords.scope, { what }));
    });
  }
  if (name === 'service' && isBearer) {
    return [row(value, say(parameterWords.service))];
  }
  if (name === 'error' && isBearer) {
    const known = Object.hasOwn(challengeErrors, value) ? challengeErrors[value] : undefined;
    return [row(redactSpeech(value, []), say(known ?? parameterWords.error))];
  }
  const meaning = name === 'error_description' ? say(parameterWords.description) : '';
  return [row(isSecretParameter(name) ? REMOVED : redactSpeech(value, []), meaning)];
}

/** Scopes on the page; a challenge with more is none that a registry sends. */
const MOST_SCOPES = 50;

function scopesOf({ parameters: { scope = '' } }: Challenge, clean: Clean): string[] {
  return clean(scope).split(/\s+/).filter(Boolean).slice(0, MOST_SCOPES);
}

/** Such as "pull from library/alpine". Undefined if they are no resource scopes. */
function permission(scopes: readonly string[], translate: Translate): string | undefined {
  const known = scopes.filter((scope) => parseScope(scope).name !== '');
  const spoken = phrases(compareGrants(known, undefined, 0), ['unknown'], translate);
  return spoken.length === 0 ? undefined : plainText(several(spoken, translate), 0, translate);
}

function addressOf(
  { host, scheme }: FoundChallenge,
  main: Challenge | undefined,
  realm: ReadRealm | undefined,
  clean: Clean,
): string | undefined {
  const owned = realm?.owner?.knownRealms.map(({ registry }) => registry).find((name) => !name.includes('*'));
  const service = main?.parameters.service;
  // The service is a name of the registry's own choice, which is often its host.
  const registry =
    host ??
    owned ??
    (realm?.isRegistry ? realm.host : undefined) ??
    (service !== undefined && service === realm?.host ? service : undefined);
  if (registry === undefined || clean(registry) !== registry) {
    return undefined;
  }
  if (scheme === 'http') {
    return `http://${registry}`;
  }
  const repository = (main === undefined ? [] : scopesOf(main, clean))
    .map(parseScope)
    .find(({ type, name }) => withoutClass(type) === 'repository' && isRepository(name))?.name;
  return repository === undefined ? registry : `${registry}/${repository}`;
}
