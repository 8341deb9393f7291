import { describe, expect, it } from 'vitest';
import { parseIndex } from '../../src/distribution/imageIndex.js';

const descriptor = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: 'sha256:a', size: 5 };
const limits = { descriptors: 2, entries: 4 };
const read = (manifests: unknown, more: { artifactType?: string } = {}) => {
  const {
    descriptors,
    manifests: raw,
    complete,
  } = parseIndex(JSON.stringify({ manifests }), { ...limits, ...more }) ?? {};
  return [descriptors?.length, raw?.length, complete];
};
const typed = { ...descriptor, artifactType: 'a/b' };

describe('an index', () => {
  it.each<[string, unknown, object, unknown]>([
    ['with nothing', [], {}, [0, 0, true]],
    ['with as many as are read', [descriptor, descriptor], {}, [2, 2, true]],
    ['with one more', [descriptor, descriptor, descriptor], {}, [2, 2, false]],
    ['with what is no descriptor', [descriptor, { digest: 5 }], {}, [1, 2, false]],
    ['with more of what is none', Array(5).fill(null), {}, [0, 4, false]],
    ['of one type', [typed, descriptor, typed, descriptor], { artifactType: 'a/b' }, [2, 3, false]],
    ['of one type, read to the end', [descriptor, typed, null, typed], { artifactType: 'a/b' }, [2, 4, true]],
    ['that is none', {}, {}, [undefined, undefined, undefined]],
  ])('%s', (_name, manifests, more, expected) => {
    expect(read(manifests, more)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['descriptors', JSON.stringify(descriptor)],
    ['empty objects', '{}'],
    ['numbers', '0'],
  ])('of 4 MiB does not keep the window waiting: %s', (_name, entry) => {
    const body = `{"manifests":[${Array(Math.floor((4 * 1024 * 1024) / (entry.length + 1)))
      .fill(entry)
      .join()}]}`;
    const started = performance.now();
    JSON.parse(body);
    const parsed = performance.now();
    parseIndex(body);
    // Beside the parsing itself, on a machine that is busy.
    expect(performance.now() - parsed).toBeLessThan(4 * (parsed - started) + 300);
  });
});
