import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { startEditor, type Editor } from './editor.ts';
import { keepFailures } from './failures.ts';
import { openView, reload, screenshot, useTheme, view } from './workbench.ts';

describe('the installed extension', () => {
  let editor: Editor;
  beforeAll(async () => {
    editor = await startEditor({ vsix });
  });
  afterAll(() => editor.stop());
  keepFailures(() => editor);

  it('shows its view, in every theme and after a reload', async () => {
    const page = await editor.open();
    await openView(page);
    await view(page).getByRole('button', { name: 'Try the Playground' }).waitFor();
    expect(await view(page).getByRole('button', { name: 'Add Connection' }).count()).toBe(1);
    for (const theme of ['light', 'dark', 'high contrast'] as const) {
      await useTheme(page, theme);
      await screenshot(page, `welcome-${theme.replace(' ', '-')}`);
    }
    await reload(page);
    await openView(page);
  });
});
