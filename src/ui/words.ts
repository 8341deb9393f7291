import { env, l10n } from 'vscode';
import { parseScope } from '../auth/scope.js';
import { durationText, type Translate } from '../auth/pieces.js';
import { type Connection, hostOf } from '../connections/connection.js';

/** Texts that are data elsewhere (of kinds, of the inspection), in the reader's language. */
export const translate: Translate = (text) => l10n.t(text);

export function nameOf(connection: Connection): string {
  return connection.name ?? hostOf(connection);
}

/** A moment (ms since the epoch) as a time of day. */
export function clockTime(time: number): string {
  return new Date(time).toLocaleTimeString(env.language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** A length of time in milliseconds, such as "30 seconds". */
export function duration(ms: number): string {
  return durationText('length', ms, translate);
}

/** What scopes are for, such as "pull on team/app"; never empty. */
export function scopeWords(scopes: readonly string[]): string {
  if (scopes.length === 0) return l10n.t('signing in only');
  const words = scopes.map((text) => {
    const { name, actions } = parseScope(text);
    return name === '' ? text : l10n.t('{0} on {1}', actions.join(', '), name);
  });
  return new Intl.ListFormat(env.language).format(words);
}
