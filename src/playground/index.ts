import type { Credential } from '../auth/credential.js';
import { type AcrServer, startAcrServer } from './acr/index.js';
import { type DistributionServer, startDistributionServer } from './distribution/index.js';
import { type EcrServer, startEcrServer } from './ecr/index.js';
import { type EcrPublicServer, startEcrPublicServer } from './ecr/publicGallery.js';
import { type MagentoServer, startMagentoServer } from './magento/index.js';
import { type QuayServer, startQuayServer } from './quay/index.js';
import { startZotServer, type ZotServer } from './zot/index.js';

/** Playground registry with a credential that works there. */
export interface PlaygroundPlace {
  /** ID of the registry kind. */
  readonly kind: string;
  readonly name: string;
  /** Origin of the registry. */
  readonly address: string;
  /** ID of the credential form. */
  readonly form: string;
  readonly credential: Credential;
  readonly account?: string;
  /** Additional connection fields, named as in the kind. Absent when there are none. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Scopes worth trying, best first. Contains one empty list when the tokens have no scopes. */
  readonly scopes: readonly string[][];
}

export interface Playground {
  readonly places: readonly PlaygroundPlace[];
  /** Stops all servers; resolves when the ports are free. */
  stop(): Promise<void>;
}

/**
 * Starts registries on this machine, with credentials for this run only. Nothing leaves the machine, and nothing is
 * stored. `now` is in milliseconds since the epoch.
 */
export async function startPlayground(options: { now(): number }): Promise<Playground> {
  const now = () => options.now();
  const [acr, quay, distribution, zot, forbidden, astray, ecr, ecrPublic, shop] = await Promise.all([
    startAcrServer({ now }),
    startQuayServer({ now }),
    startDistributionServer({ now }),
    startZotServer(),
    startDistributionServer({ now, root: 'forbidden' }),
    startDistributionServer({ now, root: 'of another' }),
    startEcrServer({ now }),
    startEcrPublicServer({ now }),
    startMagentoServer({ now }),
  ]);
  return {
    places: [
      ...registryPlaces(acr, quay, distribution),
      ...servicePlaces(ecr, ecrPublic, shop),
      ...oddPlaces(zot, forbidden, astray),
    ],
    stop: async () => {
      const servers = [acr, quay, distribution, zot, forbidden, astray, ecr, ecrPublic, shop];
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

/** Registries with a token server. */
function registryPlaces(acr: AcrServer, quay: QuayServer, distribution: DistributionServer): PlaygroundPlace[] {
  return [
    {
      kind: 'acr',
      name: 'Azure-like registry',
      address: acr.origin,
      form: 'acr-token',
      credential: acr.credentials.repositoryToken,
      account: acr.credentials.repositoryToken.username,
      scopes: [['repository:team/app:pull'], ['repository:team/app:pull,push'], ['repository:hello-world:pull'], []],
    },
    {
      kind: 'quay',
      name: 'Quay-like registry',
      address: quay.origin,
      form: 'quay-robot',
      credential: quay.credentials.robot,
      account: quay.credentials.robot.username,
      scopes: [['repository:team/app:pull'], ['repository:team/app:pull,push'], ['repository:public/hello:pull']],
    },
    {
      kind: 'oci',
      name: 'Distribution registry',
      address: distribution.origin,
      form: 'password',
      credential: distribution.credentials.reader,
      account: distribution.credentials.reader.username,
      scopes: [['repository:team/app:pull'], ['repository:team/app:pull,push']],
    },
    {
      kind: 'oci',
      name: 'Public image',
      address: distribution.origin,
      form: 'anonymous',
      credential: { type: 'anonymous' },
      scopes: [['repository:public/hello:pull'], ['repository:team/app:pull']],
    },
  ];
}

/** Registries that ask in odd places, as public bug reports describe them. */
function oddPlaces(zot: ZotServer, forbidden: DistributionServer, astray: DistributionServer): PlaygroundPlace[] {
  return [
    {
      kind: 'zot',
      name: 'Open registry',
      address: zot.origin,
      form: 'password',
      credential: zot.credentials.user,
      account: zot.credentials.user.username,
      scopes: [['repository:team/app:pull,push']],
    },
    {
      kind: 'oci',
      name: 'Registry, closed root',
      address: forbidden.origin,
      form: 'password',
      credential: forbidden.credentials.reader,
      account: forbidden.credentials.reader.username,
      scopes: [['repository:team/app:pull']],
    },
    {
      kind: 'oci',
      name: 'Registry, stray root',
      address: astray.origin,
      form: 'password',
      credential: astray.credentials.reader,
      account: astray.credentials.reader.username,
      scopes: [['repository:team/app:pull']],
    },
  ];
}

/** Services with a protocol of their own. */
function servicePlaces(ecr: EcrServer, ecrPublic: EcrPublicServer, shop: MagentoServer): PlaygroundPlace[] {
  return [
    {
      kind: 'ecr',
      name: 'ECR-like registry',
      address: ecr.origin,
      form: 'access-key',
      credential: { type: 'access-key', id: ecr.principals.reader.id, secret: ecr.principals.reader.secret },
      account: ecr.principals.reader.id,
      settings: { region: ecr.region, endpoint: ecr.origin },
      scopes: [[]],
    },
    {
      kind: 'ecr-public',
      name: 'ECR-like public gallery',
      address: ecrPublic.origin,
      form: 'anonymous',
      credential: { type: 'anonymous' },
      settings: { endpoint: ecrPublic.origin },
      scopes: [[]],
    },
    {
      kind: 'magento',
      name: 'Shop, customer',
      address: shop.origin,
      form: 'customer',
      credential: shop.credentials.customer,
      account: shop.credentials.customer.username,
      scopes: [[]],
    },
    {
      kind: 'magento',
      name: 'Shop, admin user',
      address: shop.origin,
      form: 'admin',
      credential: shop.credentials.admin,
      account: shop.credentials.admin.username,
      scopes: [[]],
    },
  ];
}
