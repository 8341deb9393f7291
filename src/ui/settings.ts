import * as v from 'valibot';
import { workspace } from 'vscode';

export interface Settings {
  /** Seconds after which what was copied leaves the clipboard; 0: never. */
  readonly clearClipboardAfter: number;
  /** Minutes before a token expires at which to warn of it; 0: never. */
  readonly warnBeforeExpiry: number;
  /** Seconds that one request may take. */
  readonly requestTimeout: number;
  /** Whom a sign-in of the editor is asked for, where the registry's own audience cannot be had without asking. */
  readonly signInAudience: 'management' | 'registry';
  /** Every new token is shown to the service that it is for. */
  readonly proveTokens: boolean;
}

// The defaults are those of package.json; a test compares them.
const clearClipboardAfter = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3600)), 60);
const warnBeforeExpiry = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1440)), 0);
const requestTimeout = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)), 30);
const signInAudience = v.fallback(v.picklist(['management', 'registry']), 'management');
const proveTokens = v.fallback(v.boolean(), false);

/** The settings as they are now; a value that makes no sense counts as its default. */
export function readSettings(): Settings {
  const section = workspace.getConfiguration('registryAuth');
  return {
    clearClipboardAfter: v.parse(clearClipboardAfter, section.get('clipboard.clearAfterSeconds')),
    warnBeforeExpiry: v.parse(warnBeforeExpiry, section.get('warnBeforeExpiryMinutes')),
    requestTimeout: v.parse(requestTimeout, section.get('requestTimeoutSeconds')),
    signInAudience: v.parse(signInAudience, section.get('signIn.audience')),
    proveTokens: v.parse(proveTokens, section.get('proveTokens')),
  };
}
