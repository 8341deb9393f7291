import type { Token } from '../../src/auth/token.js';
import type { OutputForm } from '../../src/registries/kind.js';
import { shellAt } from '../../src/text/shell.js';

/** What is copied, for bash where that depends on the shell. */
export function outputText(form: OutputForm, token: Token, registry: URL, scopes: readonly string[] = []): string {
  const output = form.text(token, registry, scopes);
  const written = typeof output === 'string' ? output : shellAt('/bin/bash')?.write(output);
  if (written === undefined) {
    throw new Error('It cannot be written for bash.');
  }
  return written;
}
