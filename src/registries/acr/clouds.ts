/** One cloud with registries of its own; a sign-in to one is worth nothing in another. */
export interface Cloud {
  /** As the suffix of its login servers ends. */
  readonly id: 'io' | 'us' | 'cn' | 'de';
  /** Nobody signs in there any more. */
  readonly closed: boolean;
}

const clouds: readonly Cloud[] = [
  { id: 'io', closed: false },
  { id: 'us', closed: false },
  { id: 'cn', closed: false },
  { id: 'de', closed: true },
];

// <name>[-<hash>][.<region>.geo].azurecr.<cloud>, the whole host: `name.azurecr.io.example` is somebody else.
const LOGIN_SERVER = /^[a-z0-9-]+(?:\.[a-z0-9]+\.geo)?\.azurecr\.(io|us|cn|de)$/;

/** The cloud of a login server; undefined for any other host, custom domains included. `host` is lower case, without port. */
export function readHost(host: string): Cloud | undefined {
  const [, suffix] = LOGIN_SERVER.exec(host) ?? [];
  return clouds.find(({ id }) => id === suffix);
}
