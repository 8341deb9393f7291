import { hostIn } from './names.js';
import { type Found, nothing, only, type Place } from './place.js';
import { isPlaceholder } from './plausible.js';

const ENTRY =
  /(?<![\w.-])(?:machine\s{1,20}(\S{1,300})|default)((?:\s{1,40}(?:login|user|password|account)\s{1,20}(?:"[^"]{0,4000}"|\S{1,100000})){1,4})/g;
const FIELD = /(?:^|\s)(login|user|password|account)\s+(?:"([^"]*)"|(\S+))/g;

/** The passwords in a .netrc file. Its entries can be on one line or on several. */
export function secretsInNetrc(text: string): Found {
  if (!text.includes('password')) {
    return nothing;
  }
  return only(
    [...text.matchAll(ENTRY)].flatMap(([, machine = '', written = '']): Place[] => {
      const fields = new Map(
        [...written.matchAll(FIELD)].map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? '']),
      );
      const value = fields.get('password') ?? '';
      const host = hostIn(machine);
      const user = fields.get('login') ?? fields.get('user');
      return isPlaceholder(value)
        ? []
        : [{ value, where: { at: 'netrc' }, user: user ?? '', ...(host !== undefined && { host }) }];
    }),
  );
}
