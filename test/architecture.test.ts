import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, chunks } from '../esbuild.mjs';
import { kinds } from '../src/registries/index.js';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Source files below src, as `auth/scope.ts`. */
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(sep, '/'))
  .filter((file) => file.endsWith('.ts'));

interface Import {
  readonly from: string;
  /** As `auth/scope.ts` for our own, else the package's name. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports: readonly Import[] = sources.flatMap((from) => {
  const text = read(`src/${from}`);
  const found = text.matchAll(
    /^(?:import|export)\s(type\s)?[^'";]*?\bfrom '([^']+)';|\bimport\('([^']+)'\)|^import '([^']+)';/gm,
  );
  return [...found].map(([, typeOnly, first, second, third]): Import => {
    const target = first ?? second ?? third ?? '';
    const to = target.startsWith('.')
      ? relative(join(root, 'src'), join(root, 'src', dirname(from), target))
          .replaceAll(sep, '/')
          .replace(/\.js$/, '.ts')
      : target;
    return { from, to, typeOnly: typeOnly !== undefined };
  });
});

const ours = imports.filter(({ to }) => sources.includes(to));

/** The room of a file: the folder below src, and in ui that one's folder; a file that lies in none is one by itself. */
function roomOf(file: string): string {
  const [first = '', second = '', third] = file.split('/');
  return second === '' || first !== 'ui' ? first : third === undefined ? 'ui' : `ui/${second}`;
}

/** Rooms by what they may import: themselves, and those named. */
const protocol = ['text', 'auth'];
const reading = [...protocol, 'inspection'];
const knowing = [...reading, 'distribution', 'diagnosis', 'registries', 'connections'];
const tokens = ['tokensTypes.ts', 'tokens.ts', 'tokenUses.ts', 'anonymousPull.ts'];
const windows = [...knowing, ...tokens, 'ui'];
/** Each imports those before it; the last ones do not know one another. */
const features = ['prompts', 'acquire', 'choose', 'panel', 'inspect', 'fetch', 'connect'];
const last = ['diagnose', 'requests', 'tree', 'storage', 'playground'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  text: [],
  auth: ['text'],
  inspection: protocol,
  distribution: reading,
  diagnosis: [...reading, 'distribution'],
  registries: [...reading, 'distribution', 'diagnosis'],
  connections: protocol,
  'tokensTypes.ts': knowing,
  'tokens.ts': [...knowing, 'tokensTypes.ts'],
  'tokenUses.ts': [...knowing, 'tokensTypes.ts', 'tokens.ts'],
  'anonymousPull.ts': [...knowing, 'tokensTypes.ts', 'tokens.ts', 'tokenUses.ts'],
  'core.ts': [...knowing, ...tokens],
  playground: [],
  webview: [],
  // A question or a message is asked with the help of prompts, which know only those of these files that help them.
  ui: [...windows, 'ui/prompts'],
  ...Object.fromEntries(
    [...features, ...last].map((name) => [
      `ui/${name}`,
      [
        ...windows,
        ...features.slice(0, features.includes(name) ? features.indexOf(name) : undefined).map((one) => `ui/${one}`),
      ],
    ]),
  ),
};
/** Types may be shared where code may not. */
const types: Readonly<Record<string, readonly string[]>> = {
  playground: ['auth'],
  webview: [...reading, 'diagnosis', 'ui/panel'],
  ui: ['core.ts', 'playground', ...features.map((name) => `ui/${name}`), ...last.map((name) => `ui/${name}`)],
  ...Object.fromEntries([...features, ...last].map((name) => [`ui/${name}`, ['playground', 'core.ts']])),
};

describe('import directions', () => {
  // The files of ui that put the features together.
  const tops = ['ui/attachWindow.ts', 'ui/commands.ts', 'ui/createSurface.ts'];
  // The page tells times and counts down in the same words as the host, and hides no character.
  const sharedWithPage = ['ui/panel/actions.ts', 'text/clock.ts', 'text/duration.ts', 'text/invisible.ts'];

  it('finds the sources', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(ours.length).toBeGreaterThan(100);
  });

  it.each([...new Set(sources.map(roomOf))].filter((room) => room !== 'extension.ts'))('of %s', (room) => {
    const wrong = ours
      .filter(({ from }) => roomOf(from) === room && !tops.includes(from))
      .filter(({ to, typeOnly }) => {
        const may = [room, ...(allowed[room] ?? []), ...(typeOnly ? (types[room] ?? []) : [])];
        return !may.includes(roomOf(to)) && (room !== 'webview' || !sharedWithPage.includes(to));
      });
    expect(wrong).toEqual([]);
  });

  it('have no circle, types included', () => {
    const targets = Map.groupBy(ours, ({ from }) => from);
    const done = new Set<string>();
    const walk = (file: string, way: readonly string[]): readonly string[] | undefined => {
      if (way.includes(file)) {
        return [...way.slice(way.indexOf(file)), file];
      }
      if (done.has(file)) {
        return undefined;
      }
      for (const { to } of targets.get(file) ?? []) {
        const circle = walk(to, [...way, file]);
        if (circle) {
          return circle;
        }
      }
      done.add(file);
      return undefined;
    };
    expect(sources.map((file) => walk(file, [])).find(Boolean)).toBeUndefined();
  });

  it('only ui and the entry know the editor', () => {
    const users = imports.filter(({ to }) => to === 'vscode').map(({ from }) => from.split('/', 1)[0]);
    expect(new Set(users)).toEqual(new Set(['ui', 'extension.ts']));
  });

  it('axios is imported in one file', () => {
    expect([...new Set(imports.filter(({ to }) => to === 'axios').map(({ from }) => from))]).toEqual([
      'auth/network/send.ts',
    ]);
  });

  it('the page uses no package, and nothing of Node', () => {
    const files = [...sources.filter((file) => file.startsWith('webview/')), ...sharedWithPage];
    const packages = imports.filter(({ from, to }) => files.includes(from) && !sources.includes(to));
    expect(packages).toEqual([]);
    const node = /\b(?:Buffer|process|require|setImmediate|global)\b(?!')/;
    expect(files.filter((file) => node.test(read(`src/${file}`).replace(/\/\*[^]*?\*\/|\/\/.*/g, '')))).toEqual([]);
  });

  it('the clipboard is touched in one file', () => {
    expect(sources.filter((file) => read(`src/${file}`).includes('env.clipboard'))).toEqual(['ui/clipboard.ts']);
  });
});

describe('names that other programs rely on', () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    'auth/challenge.ts': ['Challenge', 'parseChallenges', 'pickChallenge'],
    'auth/scope.ts': ['Scope', 'parseScope', 'formatScope', 'mergeScopes', 'missingScopes'],
    'auth/token.ts': ['Token', 'parseTokenResponse'],
    'auth/jwt.ts': ['decodeToken'],
    'auth/realm.ts': ['judgeRealm'],
    'auth/errors.ts': ['AuthErrorCode', 'AuthError'],
    'auth/io.ts': ['Io'],
    'auth/serviceError.ts': ['serviceErrorOf'],
    'registries/kind.ts': ['RegistryKind'],
    'registries/index.ts': ['kinds', 'findKind', 'guessKind'],
    'inspection/paste.ts': ['findTokens'],
    'tokens.ts': ['Tokens'],
  };
  const home = Object.entries(names).flatMap(([file, exported]) => exported.map((name) => ({ name, file })));

  it.each(home)('$name is exported by $file alone', ({ name, file }) => {
    const declared = new RegExp(`^export (?:async )?(?:function|const|class|interface|type) ${name}\\b`, 'm');
    expect(sources.filter((source) => declared.test(read(`src/${source}`)))).toEqual([file]);
  });
});

describe('vendors', () => {
  const vendor =
    /\b(azure|azurecr|acr|microsoft|microsoftonline|entra|quay|red ?hat|amazon|amazonaws|aws|ecr|magento|adobe|docker\.io|docker hub|ghcr|github|gitlab|google|gcr|harbor|artifactory|jfrog|nexus|gitea|forgejo|codeberg|digitalocean|ibm|icr|cloudsmith|aliyun|alibaba|zot)\b/i;
  const mayName = (file: string): boolean => /^(registries|playground)\//.test(file);
  /** Words of the protocol that happen to be such a name: the only scope of a token server. */
  const isProtocol = (file: string, line: string): boolean =>
    file === 'inspection/report/pseudonyms.ts' && /^\s*\.\.\.\['repository', 'registry', .*'aws'\],$/.test(line);

  it.each(sources.filter((file) => !mayName(file)))('%s names none in its code', (file) => {
    const code = read(`src/${file}`)
      .replace(/\/\*[^]*?\*\//g, '')
      .replace(/(^|\s)\/\/.*$/gm, '');
    expect(code.split('\n').filter((line) => vendor.test(line) && !isProtocol(file, line))).toEqual([]);
  });

  it('no code asks which kind it has before it', () => {
    const ids = kinds.map(({ id }) => id).join('|');
    const asking = new RegExp(`(kind|id)\\)?\\s*[!=]==\\s*'(${ids})'`);
    expect(sources.filter((file) => !mayName(file) && asking.test(read(`src/${file}`)))).toEqual([]);
  });
});

interface Parts {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

describe('chunks', () => {
  /** By file below dist: the files and packages whose code is really in it. */
  const contents = new Map<string, string[]>();

  beforeAll(async () => {
    await build();
    const bytes = JSON.parse(read('out/meta/chunks.json')) as Record<string, Record<string, number>>;
    for (const [file, inputs] of Object.entries(bytes)) {
      contents.set(
        file,
        Object.keys(inputs).filter((input) => (inputs[input] ?? 0) > 0),
      );
    }
  }, 120_000);

  const inputsOf = (file: string): string[] => contents.get(file) ?? [];

  it('are the ones of the design', () => {
    const files = [...chunks.map(({ name }) => `${name}.cjs`), 'webview/panel.js'];
    expect([...contents.keys()].sort()).toEqual([...files].sort());
    expect(
      readdirSync(join(root, 'dist'), { recursive: true })
        .filter((file) => String(file).endsWith('js'))
        .sort(),
    ).toEqual([...files].sort());
  });

  it('hold no module twice', () => {
    const holders = new Map<string, string[]>();
    for (const [file, inputs] of contents) {
      // The page runs in a browser of its own and can load nothing from the others.
      for (const input of file === 'webview/panel.js' ? [] : inputs) {
        holders.set(input, [...(holders.get(input) ?? []), file]);
      }
    }
    expect([...holders].filter(([, files]) => files.length > 1)).toEqual([]);
    // What the first pass found to be used is all there, so the check above saw every module.
    const { outputs } = JSON.parse(read('out/meta/parts.json')) as Parts;
    const used = Object.values(outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((input) => (inputs[input]?.bytesInOutput ?? 0) > 0),
    );
    expect(used.filter((input) => input.startsWith('src/')).length).toBeGreaterThan(200);
    const dead = used.filter((input) => !holders.has(input));
    expect(dead.filter((input) => !input.startsWith('node_modules/'))).toEqual([]);
    expect(holders.get('src/registries/flow/tokenFlow.ts')).toEqual(['core.cjs']);
  });

  it('what is loaded at activation is the table of commands and nothing else', () => {
    expect(chunks.find(({ name }) => name === 'extension')?.maximumBytes).toBeLessThanOrEqual(6_000);
    expect(inputsOf('extension.cjs').sort()).toEqual(['src/extension.ts', 'src/ui/commandIds.ts']);
  });

  it('what the rows need holds no network, no tokens, no flow', () => {
    const needed = ['kinds.cjs', 'surface.cjs'].flatMap(inputsOf);
    expect(needed.filter((input) => /node_modules\/(?!valibot)/.test(input))).toEqual([]);
    expect(
      needed.filter((input) =>
        /^src\/(tokens|core|playground\/|auth\/(http|exchange|realm|jwt|tokenCache|network\/transport)\.ts|inspection\/|registries\/flow)/.test(
          input,
        ),
      ),
    ).toEqual([]);
  });

  it('only the core speaks to the network', () => {
    const speaking = [...contents].filter(([, inputs]) =>
      inputs.some((input) => input.includes('node_modules/axios/')),
    );
    expect(speaking.map(([file]) => file)).toEqual(['core.cjs']);
  });

  it('have no package of which axios alone would use anything', () => {
    const all = [...contents.values()].flat();
    expect(
      all.filter((input) =>
        /node_modules\/(mime-db|form-data|follow-redirects|https-proxy-agent|proxy-from-env)\//.test(input),
      ),
    ).toEqual([]);
  });
});

interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface Manifest {
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly extensions: readonly string[] }[];
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings?: readonly MenuEntry[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string }>> };
  };
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;

describe('the manifest', () => {
  const declared = manifest.contributes.commands.map(({ command }) => command);

  it('declares exactly the commands of the table', () => {
    const table = [...read('src/ui/commands.ts').matchAll(/'?(registryAuth\.[a-zA-Z]+)'?\s*:/g)].map(([, id]) => id);
    expect([...declared].sort()).toEqual([...new Set(table)].sort());
  });

  it('uses only what it declares', () => {
    const { menus, submenus, keybindings = [] } = manifest.contributes;
    const entries = [...Object.values(menus).flat(), ...keybindings];
    const used = entries.flatMap(({ command }) => command ?? []);
    expect(used.filter((command) => !declared.includes(command))).toEqual([]);
    const opened = entries.flatMap(({ submenu }) => submenu ?? []);
    expect([...new Set(opened)].sort()).toEqual(submenus.map(({ id }) => id).sort());
  });

  it('looks in rows for words, since a row says more than what it is', () => {
    const conditions = Object.values(manifest.contributes.menus).flatMap((menu) => menu.map(({ when }) => when ?? ''));
    const wholeText = conditions.filter((when) => /viewItem (==|!=|in)|viewItem =~ [^&]*\$\//.test(when));
    expect(conditions.some((when) => when.includes('viewItem =~'))).toBe(true);
    expect(wholeText).toEqual([]);
  });

  it('names commands registryAuth.<verb><Noun>, in one category', () => {
    expect(declared.filter((command) => !/^registryAuth\.[a-z]+[A-Z][A-Za-z]*$/.test(command))).toEqual([]);
    expect(new Set(manifest.contributes.commands.map(({ category }) => category))).toEqual(new Set(['%category%']));
    expect(JSON.parse(read('package.nls.json'))).toHaveProperty('category', 'Registry Auth');
  });

  it('keeps settings that touch the network or secrets out of the hands of a workspace', () => {
    const scopes = Object.values(manifest.contributes.configuration.properties).map(({ scope }) => scope);
    expect(new Set(scopes)).toEqual(new Set(['application']));
  });

  it('has every text that it refers to', () => {
    const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
    const keys = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    expect(keys.filter((key) => !(key in texts))).toEqual([]);
    expect(Object.keys(texts).filter((key) => !keys.includes(key))).toEqual([]);
  });
});

describe('a text of a service', () => {
  it('is opened in one place, under an ending that no JSON service knows', () => {
    const opening = sources.filter((file) => /\bopenTextDocument\(/.test(read(`src/${file}`)));
    expect(opening).toEqual(['ui/documents.ts']);
    const [language, ...others] = manifest.contributes.languages;
    expect(others).toEqual([]);
    expect(read('src/ui/documents.ts')).toContain(`json: '${language?.extensions[0] ?? ''}'`);
    const participants = Object.keys(manifest.contributes).filter((point) => /^json/i.test(point));
    expect(participants).toEqual([]);
  });
});

describe('the repository', () => {
  it('has a lock file without download addresses', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"/);
  });

  it('keeps source files short', () => {
    const long = sources.filter((file) => read(`src/${file}`).split('\n').length > 300);
    expect(long).toEqual([]);
  });

  it('has the pages that an open project has', () => {
    const pages = ['LICENSE', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
    expect(pages.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(read('README.md').split('\n').length).toBeLessThan(200);
  });

  it('has no link to a file that there is not', () => {
    const documents = [
      'README.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
    ];
    const broken = documents.flatMap((file) =>
      [
        ...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g),
        ...read(file).matchAll(/`((?:src|test|docs|bench|scripts)\/[\w./-]+)`/g),
      ]
        .map(([, target = '']) => ({ file, target }))
        .filter(
          ({ target }) =>
            !existsSync(
              join(
                root,
                target.startsWith('.')
                  ? join(dirname(file), target)
                  : /^(src|test|docs|bench|scripts|media)\//.test(target)
                    ? target
                    : join(dirname(file), target),
              ),
            ),
        ),
    );
    expect(broken).toEqual([]);
  });

  it('has no folder with more than 30 files', () => {
    const folders = Map.groupBy(sources, (file) => dirname(file));
    expect([...folders].filter(([, files]) => files.length > 30).map(([folder]) => folder)).toEqual([]);
  });

  it('packages what runs and what is read, and nothing else', async () => {
    const allowed = [
      /^dist\/[a-z]+\.cjs$/,
      /^dist\/webview\/panel\.js$/,
      /^l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/,
      /^media\/(icon\.png|registry-auth\.svg|panel\.css)$/,
      /^media\/language\/answer\.(tmLanguage|configuration)\.json$/,
      /^media\/walkthrough\/[a-z]+\.svg$/,
      /^package(\.nls(\.[a-z-]+)?)?\.json$/,
      /^(README|CHANGELOG)\.md$/,
      /^(LICENSE|NOTICE)$/,
    ];
    const files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) =>
      file.replaceAll(sep, '/'),
    );
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    // Each line of the list lets in something: NOTICE is written when the package is made.
    expect(allowed.filter((pattern) => ![...files, 'NOTICE'].some((file) => pattern.test(file)))).toEqual([]);
  });
});
