// Texts for users are plain American English in the field's words. Each row is a wording that translated texts had.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

function textsOf(file: string): readonly string[] {
  const texts: unknown = JSON.parse(readFileSync(join(root, file), 'utf8'));
  return Object.values(texts ?? {}).filter((text) => typeof text === 'string');
}

/** What must not be written, and what to write instead. */
const rows: readonly (readonly [wrong: RegExp, instead: string])[] = [
  [/\b(?:this|it|that|which|they) (?:is|are) no (?!longer\b|more\b|one\b)[a-z]/i, 'isn’t a valid …, or: isn’t a …'],
  [/\bblanks?\b/i, 'space'],
  [/\bsmall letters?\b/i, 'lowercase letters'],
  [/\bcapital letters?\b/i, 'uppercase letters'],
  [/\bon the way\b/i, 'on the network path, or: in transit'],
  [
    /\b(?:takes?|took|taken) (?:the|a|an|this|that|its|no|your|such) (?:credential|token|sign-in|login|user name|password|account|secret|key|(?:one-time )?code|second factor)\b/i,
    'accepts, accepted',
  ],
  [/\b(?:gives?|gave|given|hands?|handed) out\b/i, 'issues, issued'],
  [/\bempty: /i, '(leave empty for …), or: (optional)'],
  [/\bput right\b/i, 'corrected'],
  [/\bby the book\b/i, 'standards-compliant'],
  [/\bgood for nothing\b/i, 'unusable'],
  [/\bmeanwhile forgotten\b|\bforgotten meanwhile\b/i, 'removed in the meantime'],
];

describe.each(['l10n/bundle.l10n.json', 'package.nls.json'])('%s', (file) => {
  it.each(rows)('has no text with %s: write %s', (wrong) => {
    expect(textsOf(file).filter((text) => wrong.test(text))).toEqual([]);
  });
});

describe('a row', () => {
  it.each([
    'This is no digest.',
    'it contains blanks',
    '32 small letters and digits',
    '64 capital letters',
    'Anyone on the way could read it.',
    'AWS took the credential.',
    'it hands out no tokens',
    'External ID (empty: none)',
    'It was put right.',
    'Not by the book',
    'it can be read, and is good for nothing',
    'It was meanwhile forgotten.',
  ])('finds its wording: %s', (text) => {
    expect(rows.filter(([wrong]) => wrong.test(text))).toHaveLength(1);
  });

  it.each([
    'There is no catalog.',
    'It is no longer valid.',
    'The request takes a while.',
    'Leave empty for the default.',
    'Give {account} a role.',
  ])('leaves good English alone: %s', (text) => {
    expect(rows.filter(([wrong]) => wrong.test(text))).toEqual([]);
  });
});
