import { decodeJwt } from 'jose';
import type { AcrServer } from '../../src/playground/acr/index.js';
import { basic, type Reply, send } from './send.js';

export type Name = keyof AcrServer['credentials'];

export function authorization({ credentials }: AcrServer, name: Name) {
  const { username, password } = credentials[name];
  return basic(username, password);
}

export function tokenUrl({ realm, service }: AcrServer, scopes: readonly string[]): string {
  const query = new URLSearchParams({ service });
  for (const scope of scopes) {
    query.append('scope', scope);
  }
  return `${realm}?${query.toString()}`;
}

export const accessToken = (reply: Reply) => (JSON.parse(reply.text) as { access_token: string }).access_token;
export const grantedBy = (reply: Reply) => decodeJwt(accessToken(reply)).access;

export async function tokenOf(server: AcrServer, name: Name, ...scopes: string[]): Promise<string> {
  return accessToken(await send(tokenUrl(server, scopes), { headers: [authorization(server, name)] }));
}
