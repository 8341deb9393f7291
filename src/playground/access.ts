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

/** Type (with a hyphen, for ACR's artifact-repository), name (with a registry's host in front), actions. */
const resourceScope = new RegExp(
  `^([a-z0-9-]+(?:\\([a-z0-9]+\\))?):((?:${hostname}/)?${component}(?:/${component})*):((?:[a-z_]+|\\*)(?:,(?:[a-z_]+|\\*))*)$`,
);

/** Undefined for anything that is not one resource scope of the grammar (distribution, scope documentation). */
export function parseAccess(scope: string): Access | undefined {
  const [, type, name, actions] = resourceScope.exec(scope) ?? [];
  if (type === undefined || name === undefined || actions === undefined) return undefined;
  return { type, name, actions: actions.split(',') };
}

export function formatAccess({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(',')}`;
}

/** The part of `asked` that `rights` allow; entries of which nothing is left are dropped. A right named `*` is for any name. */
export function grant(asked: readonly Access[], rights: readonly Access[]): Access[] {
  return asked
    .map((entry) => ({
      ...entry,
      actions: entry.actions.filter((action) => allows(rights, { ...entry, actions: [action] })),
    }))
    .filter((entry) => entry.actions.length > 0);
}

/** Whether `rights` allow every action of `needed`. The action `*` in a right stands for all. */
export function allows(rights: readonly Access[], needed: Access): boolean {
  const fitting = rights.filter(({ type, name }) => type === needed.type && (name === needed.name || name === '*'));
  return needed.actions.every((action) =>
    fitting.some(({ actions }) => actions.includes(action) || actions.includes('*')),
  );
}
