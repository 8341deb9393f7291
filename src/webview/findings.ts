import { mark, section, type TokenContext, type Tone } from './context.js';
import type { Child } from './dom.js';

type Severity = TokenContext['view']['inspection']['findings'][number]['severity'];

const tones: Readonly<Record<Severity, Tone>> = { blocks: 'bad', warning: 'warn', info: 'plain' };

export function findingsSection(context: TokenContext): Child[] {
  const { el, foreign, texts, view } = context;
  const { findings } = view.inspection;
  if (findings.length === 0) return [];
  const items = findings.map(({ severity, title, text }) =>
    el('li', { class: `finding ${tones[severity]}` }, [
      mark(context, tones[severity]),
      el('span', { class: 'unseen' }, [` ${texts[severity]}: `]),
      ' ',
      el('strong', {}, [title]),
      ' ',
      ...foreign(text),
    ]),
  );
  const list = el('ul', { class: 'findings' }, items);
  return [section(context, 'findings', texts.findings, [list], { count: findings.length })];
}
