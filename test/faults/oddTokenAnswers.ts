/** Something that a token server was seen to send in place of plain JSON with a token. */
export interface OddAnswer {
  readonly what: string;
  readonly body: string;
  readonly contentType: string;
  readonly status: number;
}

const JSON_TYPE = 'application/json';

/** Each holds a token, some a refresh token, and `said` where a text has room. */
export function oddTokenAnswers(issued: string, refreshed: string, said = ''): readonly OddAnswer[] {
  const note = said === '' ? '' : `,"note":${JSON.stringify(said)}`;
  const text = said.replace(/\s+/g, ' ');
  const markup = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const all: readonly [what: string, body: string, contentType?: string, status?: number][] = [
    ['JSON that is cut off', `{"token":"${issued}","expires_in":300${note}`],
    [
      'a form',
      `access_token=${issued}&token_type=bearer&refresh_token=${refreshed}${said === '' ? '' : `&note=${encodeURIComponent(said)}`}`,
      'application/x-www-form-urlencoded',
    ],
    ['two documents', `{"token":"${issued}"}{"token":"${refreshed}"${note}}`],
    ['bare text', `${issued}${said === '' ? '' : `\n${text}`}`, 'text/plain'],
    ['bare text with 202', issued, 'text/plain', 202],
    [
      'the words of Python',
      `{'token': '${issued}', 'expires': None${note.replace(/^,"note":"(.*)"$/s, ", 'note': '$1'")}}`,
    ],
    ['no number', `{"token":"${issued}","expires_in":NaN${note}}`],
    ['a comma at its end', `{"token":"${issued}"${note},}`],
    ['a prefix against inclusion', `)]}'\n{"token":"${issued}"${note}}`],
    ['a call', `callback({"token":"${issued}"${note}})`],
    ['YAML', `token: ${issued}\nexpires_in: 300\n${said === '' ? '' : `note: ${text}\n`}`, 'application/yaml'],
    ['a comment behind it', `{"token":"${issued}"${note}}<!-- served by pod-7 -->`],
    ['a page', `<html><title>${issued}</title>${markup}`, 'text/html'],
    [
      'XML',
      `<response><token>${issued}</token>${said === '' ? '' : `<note>${markup}</note>`}</response>`,
      'application/xml',
    ],
    [
      'JSON without a usable token',
      JSON.stringify({
        data: { access: issued },
        message: `your token is ${issued}${said === '' ? '' : ` for ${said}`}`,
      }),
    ],
    [
      'the name in capitals beside words',
      JSON.stringify({ TOKEN2: issued, error_description: `got ${issued}${said === '' ? '' : ` for ${said}`}` }),
    ],
    ['a list', `[{"token":"${issued}"${note}}]`],
    ['UTF-16', Buffer.from(`{"token":"${issued}"${note}}`, 'utf16le').toString('latin1')],
  ];
  return all.map(([what, body, contentType = JSON_TYPE, status = 200]) => ({ what, body, contentType, status }));
}
