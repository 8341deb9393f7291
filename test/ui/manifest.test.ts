// What package.json offers where, for every type of row and every kind.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/registries/index.js';
import { abilitiesOf } from '../../src/ui/choose/abilities.js';

interface Entry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly Entry[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly id: string; readonly completionEvents: readonly string[] }[];
    }[];
  };
}

const root = join(import.meta.dirname, '..', '..');
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { commands, menus, walkthroughs } = (read('package.json') as Manifest).contributes;

const MOST = 9;

/** Context values of all rows that there are. */
const rows = [
  ...['broken', 'lost', 'playground'],
  ...new Set(
    kinds.flatMap((kind) =>
      kind.credentials.flatMap(({ id }) => {
        const connection = { id: 'one', kind: kind.id, address: 'https://example.com', form: id };
        const abilities = abilitiesOf({ ...connection, insecure: false, settings: {}, revision: 1 });
        return ['connection', 'playgroundConnection', 'scope'].map((type) => [type, ...abilities].join(' '));
      }),
    ),
  ),
];

/** Whether an entry is shown on a row. Fails for a condition that this test can't read. */
function shownOn(row: string, { when = '' }: Entry): boolean {
  const conditions = when === '' ? [] : when.split(' && ');
  return conditions.every((condition) => {
    const pattern = /^viewItem =~ \/(.+)\/$/.exec(condition)?.[1];
    if (pattern !== undefined) {
      return new RegExp(pattern).test(row);
    }
    expect(condition).toBe('view == registryAuth.connections');
    return true;
  });
}

const entriesOf = (menu: string, row: string) => (menus[menu] ?? []).filter((entry) => shownOn(row, entry));
const isInline = ({ group = '' }: Entry) => group.startsWith('inline');

describe.each(rows)('the menu of the row %s', (row) => {
  const all = entriesOf('view/item/context', row);
  const menu = all.filter((entry) => !isInline(entry));
  const submenus = menu.flatMap(({ submenu }) => (submenu === undefined ? [] : [entriesOf(submenu, row)]));

  it(`has at most ${MOST} entries, and no empty submenu`, () => {
    expect(menu.length).toBeGreaterThan(0);
    expect(menu.length).toBeLessThanOrEqual(MOST);
    expect(submenus.map(({ length }) => length)).not.toContain(0);
  });

  it('has every inline action, and none twice', () => {
    const offered = [...menu, ...submenus.flat()].flatMap(({ command }) => command ?? []);
    expect(offered).toEqual(expect.arrayContaining(all.filter(isInline).map(({ command }) => command)));
    expect(new Set(offered).size).toBe(offered.length);
  });
});

describe('the palette', () => {
  const conditionOf = (command: string) => menus.commandPalette?.find((entry) => entry.command === command)?.when;

  it('hides what needs a connection only once it is known that there is none', () => {
    const hidden = commands.map(({ command }) => command).filter((id) => conditionOf(id) === '!registryAuth.empty');
    expect(hidden.map((id) => id.replace('registryAuth.', '')).sort()).toEqual([
      ...['copyToken', 'copyTokenAs', 'diagnoseConnection', 'editConnection', 'fetchToken', 'forgetTokens'],
      ...['inspectToken', 'listReferrers', 'removeConnection', 'renewAllTokens', 'tryRequest'],
    ]);
  });

  it('needs no key to be set for any other command but those of a row, the pin and the running playground', () => {
    const keys = new Set(menus.commandPalette?.map(({ when }) => when));
    expect([...keys].sort()).toEqual([
      ...['!registryAuth.empty', '!registryAuth.playgroundRuns', 'false'],
      ...['registryAuth.hasPinned', 'registryAuth.playgroundRuns'],
    ]);
  });
});

describe('the walkthrough', () => {
  it('is ticked by what was reached, not by a command that was started', () => {
    const source = readdirSync(join(root, 'src', 'ui'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, 'src', 'ui', file), 'utf8'))
      .join('\n');
    const events = walkthroughs.flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents));
    expect(events).toEqual([
      ...['onContext:registryAuth.playgroundRuns', 'onContext:registryAuth.hasConnection'],
      ...['onContext:registryAuth.hasToken', 'onContext:registryAuth.hasInspected'],
    ]);
    for (const event of events) {
      expect(source).toContain(event.replace('onContext:registryAuth.', ''));
    }
  });
});

it('every text that package.json names is there, and none more', () => {
  const named = [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, name]) => name);
  expect([...new Set(named)].sort()).toEqual(Object.keys(read('package.nls.json') as object).sort());
});
