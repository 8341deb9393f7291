import { env, l10n } from 'vscode';
import { parseScope } from '../auth/scope.js';
import type { Token } from '../auth/token.js';
import { type Connection, hostOf } from '../connections/connection.js';
import type { Speech } from '../diagnosis/explanation.js';
import { formatTime } from '../text/clock.js';
import { withPlainSpaces } from '../text/duration.js';
import { clauseText, durationText, type Translate } from '../text/message.js';

const language = languageOf();
/** Translates texts that are defined as data elsewhere (in kinds, in the inspection). */
export const translate: Translate = Object.assign((text: string) => l10n.t(text), { language });

/**
 * The language of our texts: that of the bundle that was loaded. Without one they are English, whatever the language of
 * the editor, and numbers, times and lists inside an English sentence must not be in another.
 */
function languageOf(): string {
  return l10n.bundle !== undefined || /^en\b/i.test(env.language) ? env.language : 'en';
}

export function nameOf(connection: Connection): string {
  return connection.name ?? hostOf(connection);
}

/** Title of a question about a connection, such as "contoso.azurecr.io: Fetch Token". */
export function titleFor(connection: Connection, title: string): string {
  return l10n.t('{0}: {1}', nameOf(connection), title);
}

/** Formats a time (milliseconds since the epoch), with the date when it isn't today. */
export function clockTime(time: number, now: number = Date.now()): string {
  return formatTime(time, now, language);
}

/** Formats a duration in milliseconds, such as "30 seconds". */
export function duration(ms: number): string {
  return durationText('length', ms, translate);
}

/** Formats a size in bytes, such as "1.2 kB". */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)), units.length - 1);
  const value = count / 1000 ** power;
  const number = value.toLocaleString(language, { maximumFractionDigits: power === 0 ? 0 : 1 });
  return withPlainSpaces(`${number} ${units[power] ?? 'B'}`);
}

/** Describes scopes, such as "pull on team/app". Never empty. */
export function scopeWords(scopes: readonly string[]): string {
  if (scopes.length === 0) {
    return l10n.t('no repository (sign-in only)');
  }
  const words = scopes.map((text) => {
    const { type, name, actions } = parseScope(text);
    if (type === 'registry' && name === 'catalog') {
      return l10n.t('the catalog');
    }
    return name === '' ? text : l10n.t('{0} on {1}', actions.join(', '), name);
  });
  return languageList(words);
}

/** Formats a list, such as "a, b, and c". */
export function languageList(items: readonly string[]): string {
  return new Intl.ListFormat(language).format(items);
}

/** Identifies one of several tokens by its scopes and the time it was received. */
export function tokenWords(token: Token | string): string {
  if (typeof token === 'string') {
    return l10n.t('a pasted token');
  }
  return l10n.t('the token for {0}, received at {1}', scopeWords(token.scopes), clockTime(token.obtainedAt));
}

/** Formats a day (milliseconds since the epoch). */
export function day(time: number, dateStyle: 'long' | 'medium' = 'long'): string {
  return Number.isNaN(time)
    ? l10n.t('an unknown day')
    : withPlainSpaces(new Date(time).toLocaleDateString(language, { dateStyle }));
}

/** Language functions for causes and next steps. */
export const speech: Speech = {
  translate,
  reason: (reason) => clauseText(reason, translate),
  time: (time) => clockTime(time),
  duration,
  bytes,
  day: (time) => day(time),
  list: languageList,
  scopes: scopeWords,
};
