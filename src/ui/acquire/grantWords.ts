import { l10n } from 'vscode';
import { mergeScopes, missingScopes, parseScope } from '../../auth/scope.js';
import type { CachedToken } from '../../tokensTypes.js';
import { languageList, scopeWords } from '../localize.js';

type Granted = Pick<CachedToken, 'token' | 'scopes'>;

/** Whether the service stated what the token grants, and none of the requested scopes is among it. */
export function grantsNothing({ token, scopes }: Granted): boolean {
  const wanted = mergeScopes(scopes);
  return (
    token.granted !== undefined &&
    wanted.length > 0 &&
    missingScopes(token.granted, wanted).join(' ') === wanted.join(' ')
  );
}

/** Describes what a token is for: the stated grants, or the requested scopes if none are stated. */
export function grantedWords({ token, scopes }: Granted): string {
  return scopeWords(token.granted?.length ? token.granted : scopes);
}

/** Describes resources with the requested actions, such as "team/app (pull, push)". */
export function resourceWords(scopes: readonly string[]): string {
  const words = scopes.map((text) => {
    const { type, name, actions } = parseScope(text);
    if (type === 'registry' && name === 'catalog') {
      return l10n.t('the catalog');
    }
    return name === '' ? text : l10n.t('{0} ({1})', name, actions.join(', '));
  });
  return languageList(words);
}
