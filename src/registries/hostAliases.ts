// Docker's own naming rule: names without a host belong to Docker Hub, whose API answers under another name than its
// references carry.
const dockerHub = 'registry-1.docker.io';

/** Host of a reference -> host of the registry's API. `''` stands for a reference without a host. */
export const hostAliases: Readonly<Record<string, string>> = {
  '': dockerHub,
  'docker.io': dockerHub,
  'index.docker.io': dockerHub,
};
