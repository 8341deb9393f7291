import { loginPlace } from './members.js';
import { hostIn } from './names.js';
import { nothing, type Secrets, together } from './place.js';

const ENTRY =
  /(?<![\w.-])(?:machine\s{1,20}(\S{1,300})|default)((?:\s{1,40}(?:login|user|password|account)\s{1,20}(?:"[^"]{0,4000}"|\S{1,100000})){1,4})/g;
const FIELD = /(?:^|\s)(login|user|password|account)\s+(?:"([^"]*)"|(\S+))/g;

/** The passwords in a .netrc file. Its entries can be on one line or on several. */
export function secretsInNetrc(text: string): Secrets {
  if (!text.includes('password')) {
    return nothing;
  }
  return together(
    [...text.matchAll(ENTRY)].map(([, machine = '', written = '']) => {
      const fields = new Map(
        [...written.matchAll(FIELD)].map(([, name = '', quoted, bare]) => [name, quoted ?? bare ?? '']),
      );
      const user = fields.get('login') ?? fields.get('user') ?? '';
      return loginPlace({ user, password: fields.get('password') ?? '' }, { at: 'netrc' }, hostIn(machine));
    }),
  );
}
