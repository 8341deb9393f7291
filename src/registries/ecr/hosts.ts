/** What a host name of the service says. */
export interface EcrPlace {
  /** Twelve digits; absent for an API host, where the credential decides. */
  readonly account?: string;
  readonly region: string;
  readonly fips: boolean;
  readonly dualStack: boolean;
}

const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d{1,2}';

// Host suffix of each partition, by the beginning of its region names.
const partitions: readonly (readonly [regions: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['', 'amazonaws.com'],
];
const SUFFIX = partitions.map(([, suffix]) => suffix.replaceAll('.', '\\.')).join('|');

// Whole hosts, as the credential helper of docker for this service reads them: a look-alike has something after them.
const registryHosts = [
  new RegExp(`^(?<account>\\d{12})\\.dkr\\.ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?:${SUFFIX})$`),
  new RegExp(
    `^(?<account>\\d{12})\\.dkr[.-]ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?<dual>on\\.(?:aws|amazonwebservices\\.com\\.cn))$`,
  ),
];
const apiHosts = [
  new RegExp(`^(?:api\\.)?ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?:${SUFFIX})$`),
  new RegExp(`^ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?<dual>api\\.(?:aws|amazonwebservices\\.com\\.cn))$`),
];
const publicHosts = ['public.ecr.aws', 'ecr-public.aws.com'];

/** `host` is lower case, without port. */
export function readRegistryHost(host: string): EcrPlace | undefined {
  return matchHost(host, registryHosts);
}

/** A registry, or the API of a region, which stands for the default registry of whoever asks. */
export function readHost(host: string): EcrPlace | undefined {
  return matchHost(host, [...registryHosts, ...apiHosts]);
}

/** The API of a region, which holds no images itself. */
export function isApiHost(host: string): boolean {
  return matchHost(host, apiHosts) !== undefined;
}

export function isPublicHost(host: string): boolean {
  return publicHosts.includes(host);
}

export function isRegion(text: string): boolean {
  return new RegExp(`^${REGION}$`).test(text);
}

/** Origin of a region's API, for the name of the region or the host itself. */
export function apiOrigin(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  if (isRegion(name)) {
    const suffix = partitions.find(([regions]) => name.startsWith(regions))?.[1] ?? '';
    return `https://api.ecr.${name}.${suffix}`;
  }
  return isApiHost(name) ? `https://${name}` : undefined;
}

function matchHost(host: string, patterns: readonly RegExp[]): EcrPlace | undefined {
  const found = patterns.map((pattern) => pattern.exec(host)?.groups).find((groups) => groups !== undefined);
  return (
    found && {
      ...(found.account === undefined ? {} : { account: found.account }),
      region: found.region ?? '',
      fips: found.fips !== undefined,
      dualStack: found.dual !== undefined,
    }
  );
}
