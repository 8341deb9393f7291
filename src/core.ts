// What the core chunk offers to the window: loaded at the first command that needs it.
export { askAcceptance } from './auth/acceptance.js';
export { findTokens } from './auth/paste.js';
export { inspectToken } from './auth/inspection.js';
export { answerText } from './auth/answerText.js';
export { compareTokens } from './auth/compare.js';
export { curlScriptOf } from './auth/curlScript.js';
export { tokenReport } from './auth/tokenReport.js';
export { claimsDocument, claimText, innerToken } from './auth/claimsDocument.js';
export { redactedForm } from './auth/redactedForm.js';
export { curlOf } from './auth/trace.js';
export * from './registries/flows.js';
export { kindIdOfToken, opaqueForms, tokenKnowledge } from './registries/tokenKind.js';
export { discoverKeys, fetchKeys } from './auth/keySource.js';
export { verifyWithCertificates, verifyWithKeys } from './auth/verify.js';
export { Tokens } from './tokens.js';
