import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import imports from 'eslint-plugin-simple-import-sort';
import tseslint from 'typescript-eslint';

/** Ways to put text into a page as markup. */
const markup = ['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
  selector: `MemberExpression[property.name='${property}']`,
  message: 'Build nodes and set their textContent: what services send must never become markup.',
}));

const clipboard = {
  selector:
    "MemberExpression[object.property.name='env'][property.name='clipboard'], MemberExpression[object.name='env'][property.name='clipboard']",
  message: 'Only src/ui/clipboard.ts touches the clipboard, so that what is copied is also cleared.',
};

const filledIn = {
  selector: "Property[key.name='reason'] > TemplateLiteral",
  message: 'A translator cannot know a text that is already filled in: use clause() of src/text/message.ts.',
};

const vscode = {
  name: 'vscode',
  message: 'Only src/ui and src/extension.ts know the editor.',
  allowTypeImports: false,
};
const axios = { name: 'axios', message: 'Only src/auth/network/send.ts sends requests.', allowTypeImports: false };

/** Both bans are one rule each, so a file in which one of them is lifted names the ones that stay. */
const restricted = (...paths) => ({ '@typescript-eslint/no-restricted-imports': ['error', { paths }] });
const syntax = (...selectors) => ({ 'no-restricted-syntax': ['error', ...selectors] });

export default defineConfig(
  globalIgnores(['dist/', 'out/', 'coverage/', '.vscode-host/', '.vscode-test/']),
  eslint.configs.recommended,
  {
    plugins: { imports },
    rules: {
      curly: 'error',
      'no-duplicate-imports': 'error',
      // One block: what is imported for its effect, packages, our own files from the farthest to the nearest.
      'imports/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^\\.\\.', '^\\.']] }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numbers in template strings are what template strings are for.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => log(x)` says the same with braces, only longer.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An async function without await keeps an interface that others implement with one.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // With verbatimModuleSyntax an import of nothing but `type x` still loads the module.
      '@typescript-eslint/no-import-type-side-effects': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
      ...restricted(vscode, axios),
      ...syntax(...markup, clipboard, filledIn),
    },
  },
  { files: ['src/auth/network/send.ts'], rules: restricted(vscode) },
  { files: ['src/ui/**/*.ts', 'src/extension.ts'], rules: restricted(axios) },
  { files: ['src/ui/clipboard.ts'], rules: syntax(...markup, filledIn) },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'console',
          'process',
          'setTimeout',
          'setInterval',
          'clearTimeout',
          'clearInterval',
          'URL',
          'URLSearchParams',
          'AbortSignal',
          'Buffer',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', exports: 'writable', module: 'writable', globalThis: 'readonly' },
    },
  },
);
