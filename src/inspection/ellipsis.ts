import type { Piece } from '../text/message.js';

/** Text of ours in which a name that was cut ends a sentence: its ellipsis takes the place of the full stop. */
export function withOneEnd(text: string): string {
  return text.replace(/…\.(?=\s|$)/g, '…');
}

/** Pieces of a sentence in which a name that was cut ends it: its ellipsis takes the place of the full stop. */
export function piecesWithOneEnd(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, index) => {
    const before = pieces[index - 1];
    const isSecondEnd =
      'text' in piece &&
      before !== undefined &&
      'text' in before &&
      before.text.endsWith('…') &&
      /^\.(?=\s|$)/.test(piece.text);
    const text = isSecondEnd ? piece.text.slice(1) : undefined;
    return text === undefined ? [piece] : text === '' ? [] : [{ ...piece, text }];
  });
}
