/** One entry of an `access` claim (distribution, token authentication, "Getting a bearer token"). */
export interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const hostname = '[a-zA-Z0-9]+(?:[.-][a-zA-Z0-9]+)*(?::[0-9]+)?';

/** Repository name (OCI distribution specification, "Pulling manifests"). */
export const repositoryName = new RegExp(`^${component}(?:/${component})*$`);

/** Resource scope: type (ACR's artifact-repository has a hyphen), name (can start with a registry host), actions. */
const resourceScope = new RegExp(
  `^([a-z0-9-]+(?:\\([a-z0-9]+\\))?):((?:${hostname}/)?${component}(?:/${component})*):((?:[a-z_]+|\\*)(?:,(?:[a-z_]+|\\*))*)$`,
);

/**
 * Parses one resource scope (distribution, scope documentation). Returns undefined when the text isn't a valid scope.
 */
export function parseAccess(scope: string): Access | undefined {
  const [, type, name, actions] = resourceScope.exec(scope) ?? [];
  if (type === undefined || name === undefined || actions === undefined) {
    return undefined;
  }
  return { type, name, actions: actions.split(',') };
}

export function formatAccess({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(',')}`;
}

/**
 * The part of the requested access that `rights` allow. Entries without any allowed action are dropped. A right named
 * `*` applies to any name.
 */
export function grant(asked: readonly Access[], rights: readonly Access[]): Access[] {
  return asked
    .map((entry) => ({
      ...entry,
      actions: entry.actions.filter((action) => allows(rights, { ...entry, actions: [action] })),
    }))
    .filter((entry) => entry.actions.length > 0);
}

/** Whether `rights` allow every action of `needed`. The action `*` in a right allows all actions. */
export function allows(rights: readonly Access[], needed: Access): boolean {
  const fitting = rights.filter(({ type, name }) => type === needed.type && (name === needed.name || name === '*'));
  return needed.actions.every((action) =>
    fitting.some(({ actions }) => actions.includes(action) || actions.includes('*')),
  );
}
