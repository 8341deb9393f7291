import { STATUS_CODES } from 'node:http';
import { l10n } from 'vscode';
import type { ServiceAnswer } from '../../distribution/sendRequest.js';
import { REMOVED } from '../../text/redact.js';
import type { ServiceText } from '../documents.js';
import { bytes } from '../localize.js';

/** Formats a response as text: the request, the status, the headers that can be shown, and the body. */
export function responseDocument(answer: ServiceAnswer): ServiceText {
  const { method, url, status, headers, body, duration, authorised } = answer;
  const head = [
    `${method} ${url}`,
    authorised ? l10n.t('sent with the token') : l10n.t('sent without a token'),
    '',
    `${String(status)} ${STATUS_CODES[status] ?? ''}`.trim() + ` (${String(Math.round(duration))} ms)`,
    ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
    ...notesOf(answer).flatMap((note) => ['', note]),
  ];
  const isJson = body.type === 'json';
  // Comments, so that the document is still read as JSON.
  const top = isJson ? head.map((line) => `// ${line}`.trimEnd()) : head;
  const content = 'text' in body ? [body.text] : [];
  return { format: isJson ? 'json' : 'plain', text: `${[...top, '', ...content].join('\n')}\n` };
}

function notesOf({ method, body, status }: ServiceAnswer): string[] {
  switch (body.type) {
    case 'none':
      return method === 'HEAD' || status === 204 ? [] : [l10n.t('The response has no body.')];
    case 'binary':
      return [
        body.bytes === undefined
          ? l10n.t('The body isn’t text, so it is not shown: {0}.', body.mediaType)
          : l10n.t('The body isn’t text, so it is not shown: {0}, {1}.', body.mediaType, bytes(body.bytes)),
      ];
    case 'too-large':
      return [l10n.t('The body is larger than {0}, so it was not read.', bytes(body.limit))];
    case 'json':
    case 'text':
      return [
        ...(body.left > 0 ? [l10n.t('The last {0} characters of the body are not shown.', body.left)] : []),
        ...(body.hidden ? [l10n.t('“{0}” replaces a value that could be secret.', REMOVED)] : []),
      ];
  }
}
