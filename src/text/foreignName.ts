// Names, addresses and numbers as services write them, and our own signs for a text that was cut or masked.
const PLAIN = /^(?:[…•\p{L}\p{M}\p{N}_+*@$#%=~|/-]|[.:](?!$))+$/u;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
const QUOTATION_MARKS = /["“”„‟«»＂]/g;

/**
 * A name from outside for a sentence of ours. It stands in quotation marks unless it is one plain word, so that it
 * can't continue the sentence.
 */
export function nameInSentence(name: string): string {
  const plain = name === '' || (PLAIN.test(name) && !UNSEEN.test(name));
  return plain ? name : `“${withoutQuotationMarks(name)}”`;
}

/** The text for a place in quotation marks, which it can't end. */
export function withoutQuotationMarks(text: string): string {
  return text.replace(QUOTATION_MARKS, "'");
}
