import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import type { RegistryKind } from '../../registries/kind.js';

/** What a kind may be good for beside tokens, as the words that menus look for in a row. */
const abilities = {
  images: (kind: RegistryKind) => kind.pullScopes !== undefined,
  requests: (kind: RegistryKind) => kind.requests !== undefined,
  proof: (kind: RegistryKind) => kind.prove !== undefined,
  terminal: (kind: RegistryKind) => kind.terminals !== undefined,
  answer: (kind: RegistryKind) => kind.answer !== undefined,
  revocable: (kind: RegistryKind, { form }: Connection) => kind.revoke?.forms.includes(form) === true,
} as const;
export type Ability = keyof typeof abilities;

// Object.keys forgets the names.
const names = Object.keys(abilities) as Ability[];

export function abilitiesOf(connection: Connection): readonly Ability[] {
  const kind = findKind(connection.kind);
  return kind === undefined ? [] : names.filter((name) => abilities[name](kind, connection));
}
