import { expect, it } from 'vitest';
import { row } from '../../../src/connections/rows/connectionRow.js';
import { scopeRow } from '../../../src/connections/rows/scopeRow.js';
import { findKind } from '../../../src/registries/index.js';
import { written } from '../../../src/text/invisible.js';
import { same } from '../../../src/text/message.js';
import { treeItem } from '../../../src/ui/tree/treeItem.js';

const connection = {
  ...{ id: 'one', kind: 'oci', address: 'https://registry.example.com', form: 'password', insecure: false },
  ...{ settings: {}, revision: 1 },
};
const odd = 'team/\u202eppa\u2066\nx\u3164';

function shownOf(node: Parameters<typeof treeItem>[0], content: Parameters<typeof treeItem>[1]): readonly unknown[] {
  const { label, description, tooltip, accessibilityInformation } = treeItem(node, content, {
    label: written(content.label),
    inPlayground: false,
  });
  return [label, description, tooltip, accessibilityInformation?.label];
}

it('a row writes out what a registry or a stored name hides', () => {
  const scopes = [`repository:${odd.replace('\n', '')}:pull`];
  const scope = scopeRow({ scopes, refused: false, now: 0 }, same);
  const named = { ...connection, name: odd, account: odd };
  const kind = findKind('oci');
  const content = row({
    entry: { state: 'ok', connection: named },
    tokens: [],
    used: [],
    now: 0,
    ...(kind && { kind }),
  });
  const shown = [
    ...shownOf({ type: 'scope', connection, scopes }, scope),
    ...shownOf({ type: 'connection', connection: named }, content),
  ];
  expect(shown.join(' ')).not.toMatch(/[\u202e\u2066\u3164]/);
  expect(shown.filter((text) => String(text).includes('\\u{202e}')).length).toBeGreaterThanOrEqual(5);
  expect(shown.join(' ')).not.toMatch(/\nx/);
});

it('a tooltip keeps its own lines', () => {
  const kind = findKind('oci');
  const content = row({ entry: { state: 'ok', connection }, tokens: [], used: [], now: 0, ...(kind && { kind }) });
  expect(
    treeItem({ type: 'connection', connection }, content, { label: content.label, inPlayground: false }).tooltip,
  ).toMatch(/^https:\/\/\S+\n\w/);
});
