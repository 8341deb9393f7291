import { mark, section, timeElement, type TokenContext } from './context.js';
import type { Child } from './dom.js';

type Certificate = NonNullable<TokenContext['view']['inspection']['certificates']>[number];

/** Section with the token's certificates, the signing one first. It doesn't state whether they are trusted. */
export function certificatesSection(context: TokenContext, now: number): Child[] {
  const { el, texts, view } = context;
  const { certificates = [] } = view.inspection;
  if (certificates.length === 0) {
    return [];
  }
  const heads = [texts.subject, texts.issuer, texts.validity, texts.signedByNext];
  const table = el('table', { class: 'certificates' }, [
    el('caption', { class: 'unseen' }, [texts.certificates]),
    el('thead', {}, [
      el(
        'tr',
        {},
        heads.map((head) => el('th', { scope: 'col' }, [head])),
      ),
    ]),
    el(
      'tbody',
      {},
      certificates.map((certificate) => certificateRow(context, certificate, now)),
    ),
  ]);
  const scroller = el(
    'div',
    { class: 'wide', tabindex: '0', 'data-key': 'certificates', role: 'group', 'aria-labelledby': 'certificates' },
    [table],
  );
  return [section(context, 'certificates', texts.certificates, [scroller], { count: certificates.length })];
}

function certificateRow(context: TokenContext, certificate: Certificate, now: number): HTMLTableRowElement {
  const { el, foreign, texts } = context;
  const { subject, issuer, validFrom, validTo, signedByNext } = certificate;
  const over = validTo <= now || validFrom > now;
  return el('tr', {}, [
    el('th', { scope: 'row' }, foreign(subject)),
    el('td', {}, foreign(issuer)),
    el('td', {}, [
      ...(over ? [mark(context, 'warn'), ' '] : []),
      timeElement(context, validFrom, now),
      ' – ',
      timeElement(context, validTo, now),
    ]),
    el(
      'td',
      {},
      signedByNext === undefined
        ? []
        : [mark(context, signedByNext ? 'plain' : 'warn'), ` ${signedByNext ? texts.yes : texts.no}`],
    ),
  ]);
}
