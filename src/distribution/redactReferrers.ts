import { isRecord, parseJson } from '../text/jsonValue.js';
import { holdsSecret, removeSecrets } from '../text/knownSecrets.js';
import { redactAll, REMOVED } from '../text/redact.js';
import type { Descriptor } from './imageIndex.js';
import type { Referrers } from './referrers.js';

/**
 * The list without the known secrets, which a registry can repeat anywhere in it, names of annotations included. An
 * index that can't be shown without them is left out.
 */
export function redactReferrers({ index, ...listed }: Referrers, secrets: readonly string[]): Referrers {
  // Mostly none is repeated, and each text by itself takes long.
  const shown = holdsSecret(JSON.stringify(listed), secrets) ? redactListed(listed, secrets) : listed;
  const shownIndex = index && redactIndex(index, secrets);
  return { ...shown, ...(shownIndex && { index: shownIndex }) };
}

function redactListed(listed: Omit<Referrers, 'index'>, secrets: readonly string[]): Omit<Referrers, 'index'> {
  const shown = redactAll(listed, secrets);
  const named = <T extends Pick<Descriptor, 'annotations'>>(one: T): T =>
    one.annotations ? { ...one, annotations: redactNames(one.annotations, secrets) } : one;
  return { ...shown, platforms: shown.platforms.map(named), referrers: shown.referrers.map(named) };
}

function redactNames(
  annotations: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [removeSecrets(name, secrets, REMOVED), value]),
  );
}

function redactIndex(index: object, secrets: readonly string[]): object | undefined {
  const text = written(index);
  if (text === undefined) {
    return undefined;
  }
  const shown = removeSecrets(text, secrets, REMOVED);
  const read = shown === text ? index : parseJson(shown);
  return isRecord(read) ? read : undefined;
}

function written(index: object): string | undefined {
  try {
    return JSON.stringify(index);
  } catch {
    return undefined; // nested too deeply
  }
}
