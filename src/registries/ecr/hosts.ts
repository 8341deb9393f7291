/** Facts in an ECR host name. */
export interface EcrPlace {
  /** Twelve digits; absent for an API host, where the credential determines the account. */
  readonly account?: string;
  readonly region: string;
  readonly fips: boolean;
  readonly dualStack: boolean;
}

const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d{1,2}';

// Host suffix of each partition, by region name prefix.
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

// Matched whole, like Docker's ECR credential helper does: a look-alike host has something appended.
const registryHosts = [
  new RegExp(`^(?<account>\\d{12})\\.dkr\\.ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?:${SUFFIX})$`),
  new RegExp(
    `^(?<account>\\d{12})\\.dkr[.-]ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?<dual>on\\.(?:aws|amazonwebservices\\.(?:com\\.cn|eu)))$`,
  ),
];
const apiHosts = [
  new RegExp(`^(?:api\\.)?ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?:${SUFFIX})$`),
  new RegExp(
    `^ecr(?<fips>-fips)?\\.(?<region>${REGION})\\.(?<dual>api\\.(?:aws|amazonwebservices\\.(?:com\\.cn|eu)))$`,
  ),
];
// Of a repository, or of a registry as its root (IAM, "Resource types defined by Amazon Elastic Container Registry").
const ARN = new RegExp(`^arn:aws[a-z-]*:ecr:(${REGION}):(\\d{12}):(?:repository/(\\S+)|root)$`);
const publicHosts = ['public.ecr.aws', 'ecr-public.aws.com'];

/** Parses the host of a private registry. `host` is lowercase, without port. */
export function readRegistryHost(host: string): EcrPlace | undefined {
  return matchHost(host, registryHosts);
}

/** Parses the host of a registry or of a region's API. The API means the caller's default registry. */
export function readHost(host: string): EcrPlace | undefined {
  return matchHost(host, [...registryHosts, ...apiHosts]);
}

/** Whether the host is a region's API, which holds no images itself. */
export function isApiHost(host: string): boolean {
  return matchHost(host, apiHosts) !== undefined;
}

export function isPublicHost(host: string): boolean {
  return publicHosts.includes(host);
}

export function isRegion(text: string): boolean {
  return new RegExp(`^${REGION}$`).test(text);
}

// A repository in the AWS Management Console. The region is in the host, the query, or both.
const CONSOLE =
  /^(?:https:\/\/)?(?:([a-z0-9-]+)\.)?console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\/ecr\/repositories\/private\/(\d{12})\/([^?#]+)(?:\?[^#]*?\bregion=([a-z0-9-]+))?/i;

/**
 * Returns the address for a region name or the host of its API (the API, which means the default registry), for the ARN
 * of a registry or repository, or for its page in the console.
 */
export function addressOf(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  const [, inHost = '', owner = '', page = '', inQuery = inHost] = CONSOLE.exec(name) ?? [];
  const [, region = inQuery, account = owner, repository = page.replace(/\/(?:_\/.*|details)?$/, '')] =
    ARN.exec(name) ?? [];
  if (account !== '' && isRegion(region)) {
    return `https://${account}.dkr.ecr.${region}.${suffixOf(region)}/${repository}`;
  }
  if (isRegion(name)) {
    return `https://api.ecr.${name}.${suffixOf(name)}`;
  }
  return isApiHost(name) ? `https://${name}` : undefined;
}

function suffixOf(region: string): string {
  return partitions.find(([regions]) => region.startsWith(regions))?.[1] ?? '';
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
