import { fill, type Piece, type Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import { several, type SpokenGrants } from './grantPhrases.js';
import { sentences } from './sentences.js';

/** Pieces for `{names}` that every summary sentence has. */
type Holes = Readonly<Record<'who' | 'host' | 'checked', readonly Piece[]>>;

/** Summary sentence of a token that grants nothing: who is signed in, and what was requested. */
export function nothingGranted(
  { pasted, subject, asked, isIgnored }: TokenFacts,
  { missed, refused }: SpokenGrants,
  holes: Holes,
  translate: Translate,
): Piece[] {
  const what = several(refused.names, translate);
  const to: Piece[] = what.length === 0 ? [] : [{ text: ' ' }, ...fill(translate(sentences.to), { what })];
  const say = (words: keyof typeof sentences, more: Readonly<Record<string, readonly Piece[]>> = {}) =>
    fill(translate(sentences[words]), { ...holes, to, ...more });
  if (pasted) {
    return say('saysNothing');
  }
  if (!asked) {
    return say(subject.type === 'account' ? 'nothingAsked' : 'nothingAskedUnknown');
  }
  if (subject.type !== 'anonymous') {
    return say(subject.type === 'account' ? 'nothing' : 'nothingUnknown');
  }
  if (isIgnored) {
    return say('nothingIgnored');
  }
  if (refused.names.length === 0) {
    return say('nothingAnonymous');
  }
  // Of a repository whose pull wasn't requested, it isn't known whether it is public.
  return refused.arePulls
    ? say(refused.names.length > 1 ? 'notPublicSeveral' : 'notPublic', { what })
    : say('needsSignIn', { what: several(missed, translate) });
}
