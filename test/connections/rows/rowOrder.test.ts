import { describe, expect, it } from 'vitest';
import { byName, shortLabels } from '../../../src/connections/rows/rowOrder.js';

const hosts = (...labels: readonly string[]) => shortLabels(labels.map((label) => ({ label, most: 24 })));

describe('a label that is too long', () => {
  it('is shortened in the middle', () => {
    const [long = ''] = hosts('a-registry-with-a-long-name.team.example-company.internal');
    expect(long).toBe('a-registry-w…ny.internal');
    expect(long).toHaveLength(24);
  });

  it.each(['registry.example.com', '127.0.0.1:5000', 'x'.repeat(24)])('is not: %s', (host) => {
    expect(hosts(host)).toEqual([host]);
  });

  it('stays whole where two would look the same', () => {
    const east = 'contosoregistryeast.azurecr.io';
    const west = 'contosoregistrywest.azurecr.io';
    expect(hosts(east, west, 'fabrikamregistrynorth.azurecr.io')).toEqual([east, west, 'fabrikamregi….azurecr.io']);
    expect(hosts(east, east)).toEqual(['contosoregis….azurecr.io', 'contosoregis….azurecr.io']);
  });

  it('is not cut inside a character', () => {
    expect(shortLabels([{ label: '🐳'.repeat(30), most: 5 }])).toEqual(['🐳🐳…🐳🐳']);
  });
});

it('digits in names count as numbers', () => {
  expect(['team10', 'team9', 'alpha'].sort(byName)).toEqual(['alpha', 'team9', 'team10']);
});
