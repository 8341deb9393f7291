import * as v from 'valibot';
import type { RememberedChallenge, RememberedChallenges } from '../auth/challenge.js';
import { isWriting, parseScope, resourceKey } from '../auth/scope.js';
import type { Connection } from './connection.js';
import type { MementoLike } from './memento.js';

/**
 * Where the challenges of registries led when tokens were last obtained, by connection, repositories, and pull or push.
 * Kept in one entry without secrets, for all connections.
 */
export interface ChallengeMemory {
  of(connection: Pick<Connection, 'id' | 'kind' | 'address'>): RememberedChallenges;
  forget(id: string): Promise<void>;
  forgetAll(): Promise<void>;
}

const KEY = 'registryAuth.challenges';
const MOST = 200;
// A token server's address is short, and so is the list of repositories that a person chooses.
const LONGEST = 1000;
// Milliseconds. The time is rewritten at most once a day, not with every token.
const AS_RECENT = 24 * 60 * 60 * 1000;

const text = v.pipe(v.string(), v.maxLength(LONGEST));
const kept = v.object({
  id: v.string(),
  kind: v.string(),
  address: v.string(),
  /** What the scopes name, and pull or push. */
  use: text,
  challenge: v.object({
    path: text,
    realm: v.pipe(text, v.url()),
    service: v.exactOptional(text),
    open: v.exactOptional(v.literal(true)),
    at: v.number(),
  }),
});
type Kept = Readonly<v.InferOutput<typeof kept>>;

export function createChallengeMemory(memento: MementoLike): ChallengeMemory {
  /** Last remembered first. */
  const read = (): readonly Kept[] => {
    const stored = memento.get(KEY);
    const all: readonly unknown[] = Array.isArray(stored) ? stored : [];
    return all.flatMap((entry) => {
      const result = v.safeParse(kept, entry);
      return result.success ? [result.output] : [];
    });
  };
  // A failed write costs one request later.
  const writeLater = (all: readonly Kept[]): void => void write(all).catch(() => undefined);
  const write = async (all: readonly Kept[]): Promise<void> => {
    await memento.update(KEY, all.length === 0 ? undefined : all.slice(0, MOST));
  };
  return {
    of({ id, kind, address }) {
      const isFor =
        (use: string) =>
        (entry: Kept): boolean =>
          entry.id === id && entry.kind === kind && entry.address === address && entry.use === use;
      return {
        recall: (scopes) => read().find(isFor(useOf(scopes)))?.challenge,
        remember(scopes, challenge) {
          const use = useOf(scopes);
          const all = read();
          const entry = v.safeParse(kept, { id, kind, address, use, challenge });
          const same = all.some((other) => isFor(use)(other) && isAsRecent(other.challenge, challenge));
          if (entry.success && !same) {
            writeLater([entry.output, ...all.filter((other) => !isFor(use)(other))]);
          }
        },
        forget(scopes) {
          const isThis = isFor(useOf(scopes));
          writeLater(read().filter((entry) => !isThis(entry)));
        },
      };
    },
    forget: async (id) => write(read().filter((entry) => entry.id !== id)),
    forgetAll: async () => write([]),
  };
}

function isAsRecent({ at, ...one }: RememberedChallenge, { at: later, ...other }: RememberedChallenge): boolean {
  const fields = ({ path, realm, service, open }: typeof one): string => JSON.stringify([path, realm, service, open]);
  return fields(one) === fields(other) && later >= at && later - at < AS_RECENT;
}

function useOf(scopes: readonly string[]): string {
  const names = new Set(scopes.map(parseScope).map(resourceKey));
  return [...[...names].sort(), scopes.some(isWriting) ? 'push' : 'pull'].join(' ');
}
