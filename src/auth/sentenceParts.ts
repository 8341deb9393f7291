import type { CheckedSignature, Facts, Subject } from './answer.js';
import { shorten } from './masking.js';
import { NAME_IN_SENTENCE } from './phrases.js';
import { fill, list, strong } from './pieces.js';
import type { Piece, Translate } from './pieces.js';
import { sentences } from './words.js';

export const blank: Piece = { text: ' ' };

/** How far the word of a pasted token goes. */
export function checked({ accepted, signature }: Facts, translate: Translate): Piece[] {
  const proved = [
    ...(accepted ? [fill(translate(sentences.accepted), { host: accepted.host, time: [{ time: accepted.at }] })] : []),
    ...(signature ? [signatureWords(signature, translate)] : []),
  ];
  return proved.length === 0 ? [{ text: translate(sentences.unchecked) }] : list(proved, translate);
}

function signatureWords({ key, matches }: CheckedSignature, translate: Translate): Piece[] {
  if (key === undefined) return [{ text: translate(sentences.differsAll) }];
  return fill(translate(matches ? sentences.matches : sentences.differs), { key });
}

export function who(subject: Subject, translate: Translate): Piece[] {
  if (subject.type === 'account') return [strong(shorten(subject.name, NAME_IN_SENTENCE))];
  return [{ text: translate(subject.type === 'anonymous' ? sentences.anyone : sentences.holder) }];
}

export function hostOf({ host }: Facts, translate: Translate): Piece[] {
  return [{ text: host ?? translate(sentences.theHost) }];
}
