import { accountOf, type Credential } from '../../auth/credential.js';
import { isAuthError } from '../../auth/errors.js';
import type { Acceptance } from '../../auth/tokenTest.js';
import { type Connection, newConnectionId } from '../../connections/connection.js';
import { tlsOptionsOf } from '../../connections/options.js';
import { fittingForm, valuesFor } from '../../registries/credentialFit.js';
import { kinds, recogniseKind } from '../../registries/index.js';
import { withConsent } from '../acquire/realmConsent.js';
import { askForFlow } from '../acquire/runWithProgress.js';
import { stillTheSame } from '../acquire/usableConnections.js';
import type { TokenDestination } from '../choose/choosePlace.js';
import type { Surface } from '../surface.js';

/**
 * Signs in with a pasted credential, as Add Connection does, and keeps nothing of it. Throws the AuthErrors of a token
 * flow; a refused credential is a result.
 */
export async function tryPasted(
  surface: Surface,
  { registry, connection }: TokenDestination,
  credential: Credential,
  text: string,
): Promise<Acceptance> {
  const tokens = await surface.tokens();
  const tls = await tlsOf(surface, connection);
  const place = {
    address: registry.origin,
    insecure: connection?.insecure ?? registry.protocol === 'http:',
    ...(connection?.options && { options: connection.options }),
  };
  const to = { registry, insecure: place.insecure, unverified: connection?.options?.unverified === true };
  const id = newConnectionId();
  try {
    const kind = await surface.ask.progress(text, async (signal) =>
      recogniseKind(await tokens.ping(place, { signal, tls })),
    );
    const [fitting] = [kind, ...kinds.slice(-1)].flatMap((one) => {
      const form = fittingForm(
        one.credentials.filter((offer) => offer.offered?.(to) ?? true),
        credential,
      );
      const values = form && valuesFor(form, credential);
      return form === undefined || values === undefined
        ? []
        : [{ kind: one.id, form: form.id, credential: form.toCredential(values) }];
    });
    const { credential: sent } = fitting ?? { credential };
    const account = accountOf(sent);
    const tried: Connection = {
      ...{ id, ...place, settings: {}, revision: 1 },
      ...{ kind: fitting?.kind ?? kind.id, form: fitting?.form ?? '' },
      ...(account === undefined || account === '' ? {} : { account }),
    };
    const { token } = await withConsent(surface, tried, () =>
      surface.ask.progress(text, (signal) =>
        tokens.try(tried, sent, [], { signal, tls, ask: askForFlow(surface.ask) }),
      ),
    );
    return { verdict: token.details?.unproved === undefined ? 'accepted' : 'open', status: 200, at: surface.now() };
  } catch (error) {
    if (isAuthError(error) && error.code === 'refused') {
      const { status = 0, service } = error;
      return { verdict: 'refused', status, at: surface.now(), ...(service && { service }) };
    }
    throw error;
  } finally {
    tokens.forgetTried(id, 0);
    tokens.forget(id);
    await surface.usage.forget(id);
  }
}

async function tlsOf({ store }: Surface, connection: Connection | undefined) {
  const { options } = connection ?? {};
  if (connection === undefined || options === undefined) {
    return undefined;
  }
  const key = options.clientCertificate === undefined ? undefined : (await stillTheSame(store, connection)).clientKey;
  return tlsOptionsOf(options, key);
}
