// Pages of web interfaces that lie on another host than their registry.
import { expect, it } from 'vitest';
import { readShorthand } from '../../src/registries/index.js';

it.each([
  ['https://hub.docker.com/r/team/app', 'docker-hub', 'docker.io/team/app'],
  ['hub.docker.com/r/team/app/tags?page=2', 'docker-hub', 'docker.io/team/app'],
  ['https://hub.docker.com/_/nginx', 'docker-hub', 'docker.io/library/nginx'],
  ['https://gitlab.com/Group/sub/proj/container_registry', 'gitlab', 'registry.gitlab.com/group/sub/proj'],
  ['https://gitlab.com/group/proj/-/container_registry/123', 'gitlab', 'registry.gitlab.com/group/proj'],
])('%s', (text, id, address) => {
  expect(readShorthand(text)).toMatchObject({ kind: { id }, address });
});

it.each([
  'https://hub.docker.com/',
  'https://hub.docker.com/r/bitnami',
  'https://gitlab.com/group/proj',
  'https://evil.example/hub.docker.com/r/a/b',
])('%s is none', (text) => {
  expect(readShorthand(text)).toBeUndefined();
});
