import { beforeEach } from 'vitest';
import type { Editor } from './editor.ts';
import { screenshot } from './workbench.ts';

/** Saves what every window showed when a test failed. */
export function keepFailures(editor: () => Editor | undefined): void {
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      const name = task.name.replaceAll(/\W+/g, '-');
      for (const [index, page] of (editor()?.browser.pages() ?? []).entries()) {
        await screenshot(page, `${name}-${index + 1}`, { folder: 'failures' });
      }
    });
  });
}
