import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import type { RegistryKind } from '../../registries/kind.js';

/** Features of a kind besides tokens. Menus look for these words in a row's context value. */
const abilities = {
  images: (kind: RegistryKind) => kind.pullScopes !== undefined,
  requests: (kind: RegistryKind) => kind.requests !== undefined,
  proof: (kind: RegistryKind) => kind.prove !== undefined,
  terminal: (kind: RegistryKind) => kind.terminals !== undefined,
  answer: (kind: RegistryKind) => kind.answer !== undefined,
  revocable: (kind: RegistryKind, { form }: Connection) => kind.revoke?.forms.includes(form) === true,
} as const;
export type Ability = keyof typeof abilities;

// Object.keys loses the type of the names.
const names = Object.keys(abilities) as Ability[];

export function abilitiesOf(connection: Connection): readonly Ability[] {
  const kind = findKind(connection.kind);
  return kind === undefined ? [] : names.filter((name) => abilities[name](kind, connection));
}
