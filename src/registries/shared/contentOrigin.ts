import type { Token } from '../../auth/token.js';

/**
 * Origin of a connection's content, where its tokens are used. Some services name it with the token, because the
 * connection is to the token's issuer.
 */
export function contentOrigin({ address }: { readonly address: string }, token?: Pick<Token, 'details'>): URL {
  return new URL(token?.details?.registry ?? address);
}

/** Host as image references and sign-ins write it: Docker Hub's API has a different host name. */
export function referenceHost({ host }: URL): string {
  const alias = Object.entries(hostAliases).find(([name, api]) => name !== '' && api === host);
  return alias?.[0] ?? host;
}

// Docker's naming rule: names without a host belong to Docker Hub, whose API has a different host than its references.
const dockerHub = 'registry-1.docker.io';

/** Host of a reference -> host of the registry's API. `''` stands for a reference without a host. */
export const hostAliases: Readonly<Record<string, string>> = {
  '': dockerHub,
  'docker.io': dockerHub,
  'index.docker.io': dockerHub,
  'registry.hub.docker.com': dockerHub,
};
