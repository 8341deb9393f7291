import type { Token } from '../../auth/token.js';

/**
 * Where the content of a connection is, and its tokens are used: some services say so with the token, because the
 * connection is to what hands it out.
 */
export function contentOrigin({ address }: { readonly address: string }, token?: Pick<Token, 'details'>): URL {
  return new URL(token?.details?.registry ?? address);
}

/** The host as references carry it and people sign in to it: that of Docker's own names has an API of another name. */
export function referenceHost({ host }: URL): string {
  const alias = Object.entries(hostAliases).find(([name, api]) => name !== '' && api === host);
  return alias?.[0] ?? host;
} // Docker's own naming rule: names without a host belong to Docker Hub, whose API answers under another name than its
// references carry.
const dockerHub = 'registry-1.docker.io';

/** Host of a reference -> host of the registry's API. `''` stands for a reference without a host. */
export const hostAliases: Readonly<Record<string, string>> = {
  '': dockerHub,
  'docker.io': dockerHub,
  'index.docker.io': dockerHub,
};
