import * as v from 'valibot';
import type { RememberedChallenges } from '../auth/challenge.js';
import { missingScopes, wireScopes } from '../auth/scope.js';
import type { Connection } from './connection.js';
import type { MementoLike } from './memento.js';
import { createChallengeMemory } from './rememberedChallenges.js';

/** Non-secret data that changes with use. Scopes go in as chosen and come out as requested (see wireScopes). */
export interface Usage {
  /** Requested scopes, last used first, at most 20. */
  scopes(id: string): readonly (readonly string[])[];
  /** Scopes that were never requested, such as those of an image that the user pasted, last suggested first, at most 20. */
  suggested(id: string): readonly (readonly string[])[];
  /** Keeps scopes as a suggestion until they are requested or removed. */
  suggest(id: string, scopes: readonly string[]): Promise<void>;
  /** Scopes that the user removed from the list and hasn't used since. */
  removedScopes(id: string): readonly (readonly string[])[];
  /**
   * Scopes beyond a request's own that the user agreed to fetch a token of this service for, because the registry wanted
   * it.
   */
  agreedScopes(id: string, service: string): readonly string[];
  agreeScopes(id: string, service: string, scopes: readonly string[]): Promise<void>;
  /** Connection ids, last used first. */
  order(): readonly string[];
  /**
   * Token servers that the user allowed, and the address that replaces a redirecting one; none after the connection's
   * address changed.
   */
  realms(connection: ConnectionKey): { readonly allowed: readonly string[]; readonly chosen?: string };
  /** Where the challenges of the connection's registry led. */
  challenges(connection: ConnectionKey & Pick<Connection, 'kind'>): RememberedChallenges;
  /** Records a token request. */
  use(id: string, scopes: readonly string[]): Promise<void>;
  removeScopes(id: string, scopes: readonly string[]): Promise<void>;
  /** `origin`: scheme, host and port of a token server. */
  allowRealm(connection: ConnectionKey, origin: string): Promise<void>;
  chooseAddress(connection: ConnectionKey, address: string): Promise<void>;
  /** Id of the connection whose remaining life the status bar shows. */
  pinned(): string | undefined;
  /** Undefined unpins it. */
  pin(id: string | undefined): Promise<void>;
  forget(id: string): Promise<void>;
  forgetAll(): Promise<void>;
}

type ConnectionKey = Pick<Connection, 'id' | 'address'>;

const MOST_SCOPES = 20;
const MOST_REALMS = 20;

const scopeLists = v.array(v.array(v.string()));
const memory = v.object({
  scopes: scopeLists,
  removed: scopeLists,
  suggested: v.exactOptional(v.fallback(scopeLists, [])),
  agreed: v.exactOptional(v.fallback(v.array(v.object({ service: v.string(), scope: v.string() })), [])),
  // A consent is valid only for the address it was given for.
  realms: v.exactOptional(
    v.object({ address: v.string(), allowed: v.array(v.string()), chosen: v.exactOptional(v.string()) }),
  ),
});
type Memory = Readonly<v.InferOutput<typeof memory>>;

const PREFIX = 'registryAuth.usage.';
const ORDER = 'registryAuth.order';
const PINNED = 'registryAuth.pinned';

export function createUsage(memento: MementoLike): Usage {
  const challenges = createChallengeMemory(memento);
  const read = (id: string): Memory => {
    const result = v.safeParse(memory, memento.get(PREFIX + id));
    return result.success ? result.output : { scopes: [], removed: [] };
  };
  const change = async (id: string, changes: Partial<Memory>): Promise<void> => {
    await memento.update(PREFIX + id, { ...read(id), ...changes });
  };
  const realms = ({ id, address }: ConnectionKey): { allowed: string[]; chosen?: string } => {
    const { address: answeredFor, ...answers } = read(id).realms ?? { address, allowed: [] };
    return answeredFor === address ? answers : { allowed: [] };
  };
  const order = (): string[] => {
    const result = v.safeParse(v.array(v.string()), memento.get(ORDER));
    return result.success ? result.output : [];
  };

  return {
    scopes: (id) => read(id).scopes,
    suggested: (id) => read(id).suggested ?? [],
    async suggest(id, scopes) {
      const wanted = wireScopes(scopes);
      const { scopes: used, suggested = [] } = read(id);
      if (wanted.length > 0 && used.every((list) => missingScopes(list, wanted).length > 0)) {
        await change(id, { suggested: [wanted, ...without(suggested, wanted)].slice(0, MOST_SCOPES) });
      }
    },
    removedScopes: (id) => read(id).removed,
    agreedScopes: (id, service) =>
      (read(id).agreed ?? []).filter((one) => one.service === service).map(({ scope }) => scope),
    async agreeScopes(id, service, scopes) {
      const agreed = wireScopes(scopes).map((scope) => ({ service, scope }));
      const others = (read(id).agreed ?? []).filter(
        (one) => one.service !== service || !agreed.some(({ scope }) => scope === one.scope),
      );
      await change(id, { agreed: [...agreed, ...others].slice(0, MOST_SCOPES) });
    },
    order,
    realms,
    challenges: (connection) => challenges.of(connection),
    async use(id, scopes) {
      const { scopes: used, removed, suggested } = read(id);
      const asked = wireScopes(scopes);
      await Promise.all([
        change(id, {
          scopes: [asked, ...without(used, asked)].slice(0, MOST_SCOPES),
          removed: without(removed, asked),
          // A token with more actions is for those of the suggestion, too.
          ...(suggested === undefined
            ? {}
            : { suggested: suggested.filter((list) => missingScopes(asked, list).length > 0) }),
        }),
        memento.update(ORDER, [id, ...order().filter((other) => other !== id)]),
      ]);
    },
    async removeScopes(id, scopes) {
      const { scopes: used, removed, suggested } = read(id);
      const gone = wireScopes(scopes);
      await change(id, {
        scopes: without(used, gone),
        removed: [gone, ...without(removed, gone)].slice(0, MOST_SCOPES),
        ...(suggested === undefined ? {} : { suggested: without(suggested, gone) }),
      });
    },
    async allowRealm(connection, origin) {
      const { allowed, ...rest } = realms(connection);
      const all = [origin, ...allowed.filter((other) => other !== origin)].slice(0, MOST_REALMS);
      await change(connection.id, { realms: { ...rest, address: connection.address, allowed: all } });
    },
    async chooseAddress(connection, chosen) {
      await change(connection.id, { realms: { ...realms(connection), address: connection.address, chosen } });
    },
    pinned() {
      const id = memento.get(PINNED);
      return typeof id === 'string' ? id : undefined;
    },
    async pin(id) {
      await memento.update(PINNED, id);
    },
    async forget(id) {
      await challenges.forget(id);
      await memento.update(PREFIX + id, undefined);
      if (memento.get(PINNED) === id) {
        await memento.update(PINNED, undefined);
      }
      await memento.update(
        ORDER,
        order().filter((other) => other !== id),
      );
    },
    async forgetAll() {
      await challenges.forgetAll();
      for (const key of memento.keys().filter((name) => [ORDER, PINNED].includes(name) || name.startsWith(PREFIX))) {
        await memento.update(key, undefined);
      }
    },
  };
}

function without(lists: readonly (readonly string[])[], scopes: readonly string[]): string[][] {
  return lists.filter((list) => list.join(' ') !== scopes.join(' ')).map((list) => [...list]);
}
