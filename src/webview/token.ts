import { certificatesSection } from './certificates.js';
import { claimsSection, detailsSection, headerSection } from './claims.js';
import { answerAt, type TokenContext } from './context.js';
import type { Child } from './dom.js';
import { findingsSection, leakedSection, opaqueSection } from './findings.js';
import { grantsSection } from './grants.js';
import { pageHeader } from './header.js';
import { lifeSection } from './life.js';
import { stepsSection } from './steps.js';
import { verdictSection } from './verdict.js';

/** Page of a token: the answer first, then the details. */
export function tokenPage(context: TokenContext, now: number): Child[] {
  const { root, texts, view } = context;
  context.onTick((moment) => (root.className = answerAt(view, moment).tone));
  return [
    pageHeader(context),
    ...verdictSection(context, now),
    ...lifeSection(context, now),
    ...grantsSection(context, now),
    ...findingsSection(context),
    ...opaqueSection(context),
    ...claimsSection(context, now),
    ...headerSection(context, now),
    ...certificatesSection(context, now),
    ...detailsSection(context, now),
    ...stepsSection(context, texts.obtained),
    ...leakedSection(context, now),
  ];
}
