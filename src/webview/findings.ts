import { mark, section, type TokenContext, type Tone } from './context.js';
import type { Child } from './dom.js';

type Severity = TokenContext['view']['inspection']['findings'][number]['severity'];

const tones: Readonly<Record<Severity, Tone>> = { blocks: 'bad', warning: 'warn', info: 'plain' };

/** What is wrong or strange, why, and what to do about it. */
export function findingsSection(context: TokenContext): Child[] {
  const { el, foreign, texts, view } = context;
  const { findings } = view.inspection;
  if (findings.length === 0) return [];
  const items = findings.map(({ severity, title, text, advice }) =>
    el('li', { class: `finding ${tones[severity]}` }, [
      mark(context, tones[severity]),
      el('span', { class: 'unseen' }, [` ${texts[severity]}: `]),
      ' ',
      el('strong', {}, [title]),
      ' ',
      ...foreign(text),
      el('p', { class: 'advice' }, foreign(advice)),
    ]),
  );
  const list = el('ul', { class: 'findings' }, items);
  return [section(context, 'findings', texts.findings, [list], { count: findings.length })];
}
