import * as v from 'valibot';
import { workspace } from 'vscode';

export interface Settings {
  /** Seconds until a copied secret is cleared from the clipboard; 0: never. */
  readonly clearClipboardAfter: number;
  /** Minutes before the expiry of a token at which to warn; 0: never. */
  readonly warnBeforeExpiry: number;
  /** Timeout of one request, in seconds. */
  readonly requestTimeout: number;
  /** Audience of an editor sign-in, when the registry's own audience isn't available without asking. */
  readonly signInAudience: 'management' | 'registry';
  /** Whether to test every new token with its service. */
  readonly testTokens: boolean;
}

// The defaults are those of package.json; a test compares them.
const clearClipboardAfter = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3600)), 60);
const warnBeforeExpiry = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1440)), 0);
const requestTimeout = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)), 30);
const signInAudience = v.fallback(v.picklist(['management', 'registry']), 'management');
const testTokens = v.fallback(v.boolean(), false);

/** Reads the current settings. An invalid value is replaced by its default. */
export function readSettings(): Settings {
  const section = workspace.getConfiguration('registryAuth');
  return {
    clearClipboardAfter: v.parse(clearClipboardAfter, section.get('clipboard.clearAfterSeconds')),
    warnBeforeExpiry: v.parse(warnBeforeExpiry, section.get('warnBeforeExpiryMinutes')),
    requestTimeout: v.parse(requestTimeout, section.get('requestTimeoutSeconds')),
    signInAudience: v.parse(signInAudience, section.get('signIn.audience')),
    // The setting was named proveTokens before. Its default must not hide a value under the old name.
    testTokens: v.parse(testTokens, section.inspect('testTokens')?.globalValue ?? section.get('proveTokens')),
  };
}
