// Pages of web interfaces that lie on another host than their registry.
import { expect, it } from 'vitest';
import { readShorthand } from '../../src/registries/index.js';

it.each([
  ['https://hub.docker.com/r/team/app', 'docker-hub', 'docker.io/team/app'],
  ['hub.docker.com/r/team/app/tags?page=2', 'docker-hub', 'docker.io/team/app'],
  ['https://hub.docker.com/_/nginx', 'docker-hub', 'docker.io/library/nginx'],
  ['https://gitlab.com/Group/sub/proj/container_registry', 'gitlab', 'registry.gitlab.com/group/sub/proj'],
  ['https://gitlab.com/group/proj/-/container_registry/123', 'gitlab', 'registry.gitlab.com/group/proj'],
  ['https://hub.docker.com/repository/docker/team/app/general', 'docker-hub', 'docker.io/team/app'],
  ['https://hub.docker.com/layers/team/app/1.0/images/sha256-abc', 'docker-hub', 'docker.io/team/app'],
  ['https://github.com/orgs/Acme/packages/container/package/app', 'ghcr', 'ghcr.io/acme/app'],
  ['https://github.com/acme/repo/pkgs/container/team%2Fapp', 'ghcr', 'ghcr.io/acme/team/app'],
  ['https://github.com/users/dana/packages/container/app/123?tag=latest', 'ghcr', 'ghcr.io/dana/app'],
  [
    'https://console.cloud.google.com/artifacts/docker/proj/europe-west1/repo?project=proj',
    'google',
    'europe-west1-docker.pkg.dev',
  ],
  [
    'https://console.cloud.google.com/artifacts/docker/proj/us/repo/team/app/sha256:abc',
    'google',
    'us-docker.pkg.dev/proj/repo/team/app',
  ],
  ['https://gallery.ecr.aws/nginx/nginx', 'ecr-public', 'public.ecr.aws/nginx/nginx'],
  [
    'https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/123456789012/team/app?region=eu-west-1',
    'ecr',
    'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app',
  ],
  [
    'https://console.aws.amazon.com/ecr/repositories/private/123456789012/app/_/image/x?region=us-east-2',
    'ecr',
    'https://123456789012.dkr.ecr.us-east-2.amazonaws.com/app',
  ],
  [
    'https://portal.azure.com/#@contoso.com/resource/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/Contoso/overview',
    'acr',
    'contoso.azurecr.io',
  ],
  [
    '/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso',
    'acr',
    'contoso.azurecr.io',
  ],
])('%s', (text, id, address) => {
  expect(readShorthand(text)).toMatchObject({ kind: { id }, address });
});

it.each([
  'https://hub.docker.com/',
  'https://hub.docker.com/r/bitnami',
  'https://gitlab.com/group/proj',
  'https://github.com/acme/app',
  'https://console.aws.amazon.com/ecr/repositories/private/123456789012/app',
  'https://evil.example/subscriptions/0/providers/Microsoft.ContainerRegistry/registries/contoso',
  'https://evil.example/hub.docker.com/r/a/b',
])('%s is none', (text) => {
  expect(readShorthand(text)).toBeUndefined();
});
