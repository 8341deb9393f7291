import { json, refusal } from '../refusal.js';
import { formOf } from '../request.js';
import type { Handle } from '../server.js';
import { audiences, type Entra } from './entra.js';
import type { Person } from './identities.js';
import { badRequest, unauthorized } from './tokenEndpoint.js';
import type { AcrTokens } from './tokens.js';

interface AcrExchange {
  readonly service: string;
  readonly tokens: AcrTokens;
  readonly entra: Entra;
  /** ACR 1.8: with `azureADAuthenticationAsArmPolicy` disabled, tokens for the management API are rejected. */
  readonly managementTokens: 'allowed' | 'disabled';
}

/** Handles `POST /oauth2/exchange` (ACR 1.4), which exchanges Entra tokens for a refresh token of the registry. */
export function acrExchange({ service, tokens, entra, managementTokens }: AcrExchange): Handle {
  const accepted = managementTokens === 'disabled' ? [audiences.registry] : Object.values(audiences);

  return async (request) => {
    // ACR 1.4: POST without an Authorization header
    if (request.method !== 'POST') {
      return refusal(404, 'NOT_FOUND', 'page not found');
    }
    const form = formOf(request);
    if (form?.get('service') !== service || request.headers.authorization !== undefined) {
      return badRequest();
    }
    const holder = await holderOf(form);
    if (holder === 'unsupported') {
      return badRequest();
    }
    const tenant = form.get('tenant');
    // ACR 1.4: expired token, wrong audience, or wrong tenant
    if (!holder || (tenant !== null && tenant !== holder.tenant)) {
      return unauthorized();
    }
    // ACR 1.7, TROUBLESHOOTING.md of the SDK: an identity without a role
    if (!holder.rights) {
      return refusal(403, 'DENIED', 'retrieving permissions failed');
    }
    return json(200, { refresh_token: await tokens.refresh(holder) });
  };

  /** ACR 1.4: each grant accepts its own fields only. */
  async function holderOf(form: URLSearchParams): Promise<Person | 'unsupported' | undefined> {
    const access = form.get('access_token');
    const refresh = form.get('refresh_token');
    const grant = form.get('grant_type');
    const wanted = [...(access === null ? [] : ['access_token']), ...(refresh === null ? [] : ['refresh_token'])];
    if (wanted.length === 0 || grant !== wanted.join('_')) {
      return 'unsupported';
    }
    const holders = [
      ...(access === null ? [] : [await entra.readAccessToken(access, accepted)]),
      ...(refresh === null ? [] : [entra.readRefreshToken(refresh)]),
    ];
    const [first] = holders;
    return holders.every((holder) => holder !== undefined && holder === first) ? first : undefined;
  }
}
