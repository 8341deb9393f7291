// What the core chunk exports to the window: loaded by the first command that needs it.
export { testTokenAt } from './auth/tokenTest.js';
export { findTokens, MOST_READ } from './inspection/paste.js';
export { pastedCredential } from './inspection/pastedSecret.js';
export { findChallenges } from './inspection/pastedChallenge.js';
export { explainChallenge } from './inspection/challengeExplanation.js';
export { inspectToken } from './inspection/inspection.js';
export { summaryText } from './inspection/report/summaryText.js';
export { compareTokens } from './inspection/compare.js';
export { curlScriptOf } from './auth/curl.js';
export { tokenReport } from './inspection/report/tokenReport.js';
export { claimsDocument, claimText, innerToken } from './inspection/claimsJson.js';
export { redactedForm } from './inspection/claimsJson.js';
export { curlOf } from './auth/curl.js';
export { issuerOfToken, kindIdOfToken, opaqueForms, tokenKnowledge } from './registries/tokenKnowledge.js';
export { discoverKeys, fetchKeys } from './inspection/signature/jwks.js';
export { verifyWithCertificates, verifyWithKeys } from './inspection/signature/verifySignature.js';
export { Tokens } from './tokens.js';
export { diagnoseUse, listRepositories, referrersOf, revokeTokens, sendWithToken, testToken } from './tokenUses.js';
