// l10n/bundle.l10n.json is what translators get. `vitest run --project unit test/ui/l10n.test.ts --update` writes it anew.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { expect, it } from 'vitest';
import { curlWords } from '../../src/auth/curl.js';
import { jwtWords } from '../../src/auth/jwt.js';
import { foreignAddress, reasons } from '../../src/auth/reasons.js';
import * as rowWords from '../../src/connections/rows/texts.js';
import * as checkWords from '../../src/diagnosis/checks/texts.js';
import * as diagnosisWords from '../../src/diagnosis/texts.js';
import * as challengeWords from '../../src/inspection/challengeWords.js';
import { claimHints, claimMeanings, headerMeanings } from '../../src/inspection/claims.js';
import { compareWords } from '../../src/inspection/compare.js';
import * as findingWords from '../../src/inspection/finding.js';
import { leakedWords } from '../../src/inspection/leakAdvice.js';
import { opaqueWords } from '../../src/inspection/opaqueToken.js';
import { pasteWords } from '../../src/inspection/paste.js';
import { reportWords } from '../../src/inspection/report/reportText.js';
import * as words from '../../src/inspection/sentences.js';
import { verifyWords } from '../../src/inspection/signature/verifySignature.js';
import { kinds } from '../../src/registries/index.js';
import type { FormField } from '../../src/registries/kind.js';
import * as questionWords from '../../src/registries/shared/questionTexts.js';
import { kindReasons } from '../../src/registries/shared/reasons.js';
import { kindTokens } from '../../src/registries/tokenKnowledge.js';
import { moreLeft } from '../../src/text/duration.js';
import { shells } from '../../src/text/shell.js';
import { panelTexts } from '../../src/ui/panel/texts.js';
import { stepTexts } from '../../src/ui/panel/traceSteps.js';
import { artifactWords } from '../../src/ui/requests/referrerRows.js';

const root = join(import.meta.dirname, '..', '..');

/** Every text in a plain object, however deep. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** Values that a field may have something against. */
const slips = [
  ...['', ':', 'a:b', ' a ', 'a b', 'é', 'x'.repeat(5000), 'a@b', '{"', 'AKCp8', 'eyJ', 'LTAI5t', 'zak_a'],
  ...['ghp_a', 'glpat-abcdefghijklmnopqrst', 'dckr_pat_a', 'AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'],
];

const fieldTexts = (field: FormField) => [
  ...texts([field.label, field.placeholder]),
  ...texts(field.choices?.map(({ label, detail }) => [label, detail])),
  ...slips.flatMap((value) => texts([field.validate?.(value), field.warn?.(value)])),
];

/** Texts that stand where they are used, and are translated when they are shown. */
const inPlace = [
  /\btranslate\(\s*'([^'\\]+)'/g,
  /\breason(?::| =)\s+'([^'\\]* [^'\\]*)'/g,
  /\b(?:refuse|broken)\(\s*(?:[^;()]*\? )?'([^'\\]+)'/g,
  /\bclause\(\s*'([^'\\]+)'/g,
  /\brefuseIf\([^;]*?, '([^'\\]+)',?\s*\);/g,
  /\b(?:unusable|requireSetting)\([^;]*?'(\w[^'\\]* [^'\\]*)'/g,
  /\binvalid\('\w+', '([^'\\]+)'/g,
];

/** Texts that are data of the kinds, and are translated when they are shown. */
const kindTexts = kinds.flatMap(({ label, noun, credentials, settings, scopes, knowledge, outputs, revoke }) => [
  ...texts([label, noun, settings.map(fieldTexts), outputs.map((output) => output.label)]),
  ...texts(credentials.map((form) => [form.label, form.detail, form.fields.map(fieldTexts)])),
  ...texts([scopes?.actions.map(({ detail, warning }) => [detail, warning]), scopes?.catalogueRefused]),
  ...texts(revoke?.detail),
  ...texts([knowledge.missingGrant, knowledge.leaked]),
]);

/** Likewise what is known of their tokens. */
const tokenTexts = Object.values(kindTokens).flatMap(({ claims, values, details, grantNotes, opaqueForms, leaked }) =>
  texts([leaked, claims, values, details, grantNotes?.map(({ text }) => text), opaqueForms?.map(({ what }) => what)]),
);

/** Those of what kinds load at its first use. */
const laterTexts = async () => {
  const requests = await Promise.all(kinds.map(async (kind) => (await kind.requests?.()) ?? []));
  const terminals = await Promise.all(kinds.map(async (kind) => (await kind.terminals?.()) ?? []));
  return [
    ...texts(requests.flat().map(({ label, fields }) => [label, fields.map(fieldTexts)])),
    ...texts([terminals.flat().map(({ holds }) => holds), shells.map(({ label }) => label)]),
  ];
};

it('the bundle for translators holds every text', async () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const contents = files.map((file) => readFileSync(join(root, 'src', file), 'utf8'));
  const inCode = await getL10nJson(contents.map((text) => ({ contents: text, extension: '.ts' })));
  const inData = [
    ...kindTexts,
    ...tokenTexts,
    ...texts([
      { ...words },
      moreLeft,
      { ...checkWords },
      { ...diagnosisWords },
      jwtWords,
      pasteWords,
      { ...challengeWords },
      [claimHints, claimMeanings, headerMeanings],
      { ...findingWords },
      opaqueWords,
      leakedWords,
    ]),
    ...texts([compareWords, curlWords, reportWords, verifyWords]),
    ...(await laterTexts()),
    ...texts([{ ...rowWords }, panelTexts, stepTexts, { ...questionWords }, artifactWords]),
    ...texts([Object.keys(foreignAddress), foreignAddress, reasons, kindReasons]),
    ...contents.flatMap((text) => inPlace.flatMap((pattern) => [...text.matchAll(pattern)].map(([, found]) => found))),
  ].filter((text) => text !== undefined);
  const bundle = {
    ...inCode,
    ...Object.fromEntries(inData.filter((text) => /\p{L}/u.test(text)).map((text) => [text, text])),
  };
  const sorted = Object.fromEntries(Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)));
  expect(Object.keys(sorted).length).toBeGreaterThan(300);
  await expect(`${JSON.stringify(sorted, null, 2)}\n`).toMatchFileSnapshot('../../l10n/bundle.l10n.json');
});
