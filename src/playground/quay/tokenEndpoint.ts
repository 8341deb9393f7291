import type { ImageRepository } from '../images/images.js';
import type { Issuer } from '../issuer.js';
import { json, refusal } from '../refusal.js';
import { basicPair } from '../request.js';
import type { Handle, ServerAnswer } from '../server.js';
import { type QuayAction, type QuayEntity, signIn } from './entities.js';

export interface QuayWorld {
  /** SERVER_HOSTNAME. */
  readonly service: string;
  readonly issuer: Issuer;
  readonly now: () => number;
  readonly entities: readonly QuayEntity[];
  /** By name. Requesting push access adds entries. */
  readonly repositories: Map<string, ImageRepository>;
  readonly publicNames: readonly string[];
  /** Namespaces that the operator disabled. */
  readonly disabled: readonly string[];
  /** Repositories of applications, which hold no images. */
  readonly applications: readonly string[];
  /** FEATURE_REQUIRE_ENCRYPTED_BASIC_AUTH. */
  readonly encryptedOnly: boolean;
  /** Value of WWW-Authenticate, with a scope when `repository` is given. */
  readonly challenge: (repository?: string, actions?: readonly QuayAction[]) => string;
}

interface Entry {
  readonly type: 'repository';
  readonly name: string;
  readonly actions: readonly QuayAction[];
}

const lifetime = 3600; // Quay 2.5
const name = '(?:[.a-zA-Z0-9_-]+/)*[.a-zA-Z0-9_-]+';

/** Handles `GET /v2/auth` (Quay 2.2 to 2.5, 2.7). */
export function quayTokenEndpoint(world: QuayWorld): Handle {
  const { service, issuer, now, entities, repositories, publicNames, disabled, applications, challenge } = world;
  // Quay 2.2: type `repository` only; pull, push and * only; the name can start with the host
  const grammar = new RegExp(
    `^repository:((?:${service.replace(/\W/g, '\\$&')}/)?(${name})):((?:push|pull|\\*)(?:,(?:push|pull|\\*))*)$`,
  );

  return async ({ method, url, headers: { authorization } }) => {
    // Quay 2.2: only GET has a route
    if (method !== 'GET') {
      return { status: 405, headers: { Allow: 'GET, HEAD, OPTIONS' } };
    }
    const query = new URL(`http://playground${url}`).searchParams;
    const pair = authorization === undefined ? undefined : basicPair(authorization);
    const entity = pair && signIn(entities, pair, world.encryptedOnly);
    // Quay 2.4: an invalid credential is never treated as anonymous, even for a public repository
    if (authorization !== undefined && (!entity || 'reason' in entity)) {
      return unauthorized(entity?.reason ?? 'Specified credentials are invalid');
    }
    const who = entity && 'kind' in entity ? entity : undefined;
    const scopes = query.getAll('scope');
    // Quay 2.4: anonymous without a scope, or with an empty one
    if (!who && (scopes.length === 0 || scopes.includes(''))) {
      return unauthorized(anonymousReason);
    }
    const access: Entry[] = [];
    for (const scope of scopes.filter(Boolean)) {
      const entry = authorise(scope, who);
      if ('status' in entry) {
        return entry;
      }
      access.push(entry);
    }
    // Quay 2.2: the service is copied without a check. The response holds only `token` and must not be cached
    const token = await sign(who, query.get('service'), access);
    return json(200, { token }, { 'Cache-Control': 'no-cache, no-store, must-revalidate' });
  };

  /**
   * Access granted for one scope (Quay 2.4), always in the order push, pull, *; or the refusal of the whole request.
   */
  function authorise(scope: string, who: QuayEntity | undefined): Entry | ServerAnswer {
    const [, asked = '', path = '', list = ''] = grammar.exec(scope) ?? [];
    // Quay 2.2: scopes separated by spaces, the catalog, and delete aren't valid
    if (asked === '') {
      return refusal(400, 'INVALID_REQUEST', `Unable to decode repository and actions: ${scope}`, {});
    }
    const repository = path.includes('/') ? path : `library/${path}`;
    const [namespace = ''] = repository.split('/');
    if (disabled.includes(namespace)) {
      // Quay 2.4: the whole request fails, whatever its other scopes
      const message = `Namespace ${namespace} has been disabled. Please contact a system administrator.`;
      return refusal(405, 'DENIED', message, {});
    }
    const actions = list.split(',');
    const rights = rightsOn(repository, namespace, who);
    if (applications.includes(repository) && rights.length > 0) {
      // Quay 2.4: a repository that doesn't hold images
      const message = 'This repository is for managing application and not container images.';
      return refusal(405, 'UNSUPPORTED', message, {});
    }
    const create = actions.includes('push') && !repositories.has(repository) && who?.owns.includes(namespace);
    // Quay 2.2: requesting push creates the repository
    if (create) {
      repositories.set(repository, emptyRepository(repository));
    }
    const granted = (['push', 'pull', '*'] as const).filter(
      (action) =>
        actions.includes(action) && rights.includes(action) && (action === 'pull' || repositories.has(repository)),
    );
    return { type: 'repository', name: asked, actions: granted };
  }

  function rightsOn(repository: string, namespace: string, who: QuayEntity | undefined): readonly QuayAction[] {
    // Quay 2.4: pull is granted in the user's own namespace, even when nothing exists there
    if (who?.owns.includes(namespace)) {
      return ['push', 'pull', '*'];
    }
    const rights = who?.rights[repository] ?? [];
    return publicNames.includes(repository) && !rights.includes('pull') ? [...rights, 'pull'] : rights;
  }

  /** Quay 2.5. */
  async function sign(who: QuayEntity | undefined, audience: string | null, access: readonly Entry[]): Promise<string> {
    const iat = Math.floor(now() / 1000);
    const roots = Object.fromEntries(access.map((entry) => [entry.name, '$disabled']));
    const claims = {
      ...(audience === null ? {} : { aud: audience }), // Quay 2.5 writes null when no service was sent
      nbf: iat,
      iat,
      exp: iat + lifetime,
      sub: who?.subject ?? '(anonymous)',
      access,
      context: {
        version: 2,
        entity_kind: who?.kind ?? 'anonymous',
        ...(who ? { entity_reference: who.reference, kind: 'user', user: who.subject } : { kind: 'anonymous' }),
        'com.apostille.roots': roots,
        'com.apostille.root': '$disabled',
      },
    };
    return issuer.sign(claims);
  }

  /** Quay 2.7: the realm in the challenge of this 401 is its own URL. */
  function unauthorized(message: string): ServerAnswer {
    return refusal(401, 'UNAUTHORIZED', message, {}, { 'WWW-Authenticate': challenge() });
  }
}

const anonymousReason = 'access to the requested resource is not authorized';

function emptyRepository(repository: string): ImageRepository {
  return { name: repository, tags: new Map(), manifests: new Map(), blobs: new Map() };
}
