import { parseScope } from '../../auth/scope.js';

/** Pseudonyms for names. A name always gets the same pseudonym. */
export interface Replacements {
  readonly host: Replace;
  readonly account: Replace;
  readonly repository: Replace;
  readonly id: Replace;
  /** Host, URL or any other text, recognized by its format. */
  readonly place: Replace;
  readonly scope: Replace;
  /** Public words are kept, such as `pull`. */
  readonly word: Replace;
}

type Replace = (text: string) => string;

const publicWords: ReadonlySet<string> = new Set([
  ...['repository', 'registry', 'catalog', 'artifact-repository', 'repository(plugin)', 'aws'],
  ...['pull', 'push', 'delete', '*', 'read', 'write', 'sign', 'scanner-pull', 'metadata_read', 'metadata_write'],
  ...['metadata/read', 'metadata/write', 'deleted/read', 'deleted/restore/action', 'quarantine/read'],
  ...['access_token', 'refresh_token', 'password', 'client_credentials', 'online', 'offline', ''],
]);

/** Creates the pseudonyms of one report. It remembers them, so each report needs its own. */
export function createReplacements(): Replacements {
  const given = new Map<string, Map<string, string>>();
  const number = (kind: string, text: string, write: (count: number) => string): string => {
    const known = given.get(kind) ?? new Map<string, string>();
    given.set(kind, known);
    const word = known.get(text) ?? write(known.size + 1);
    known.set(text, word);
    return word;
  };
  // A valid host name, under a reserved domain (RFC 2606).
  const host = (text: string) => number('host', text.toLowerCase(), (count) => `host-${count}.example`);
  const id = (text: string) => (text === '' ? '' : number('id', text, (count) => `ID-${count}`));
  const repository = (text: string) =>
    text === 'catalog' ? text : number('repository', text, (count) => `REPOSITORY-${count}`);
  const word = (text: string) => (publicWords.has(text) ? text : id(text));
  const place = (text: string) => {
    if (/^https?:\/\//.test(text) && URL.canParse(text)) {
      return `${new URL(text).protocol}//${host(new URL(text).host)}/`;
    }
    return /^[\w-]+(\.[\w-]+)+(:\d+)?$/.test(text) || /^(\[[\da-f:]+\]|localhost)(:\d+)?$/i.test(text)
      ? host(text)
      : id(text);
  };
  return {
    host,
    id,
    repository,
    word,
    place,
    account: (text) => number('account', text, (count) => `ACCOUNT-${count}`),
    scope(text) {
      const { type, name, actions } = parseScope(text);
      return name === '' ? word(text) : `${word(type)}:${repository(name)}:${actions.map(word).join(',')}`;
    },
  };
}
