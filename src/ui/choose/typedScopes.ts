import { isResourceName } from '../../auth/reference.js';
import { parseScope } from '../../auth/scope.js';

/** What a typed or pasted text asks for: complete scopes, or names that lack their actions. `mixed`: both. */
export type TypedScopes =
  | { readonly scopes: readonly string[] }
  | { readonly names: readonly string[] }
  /** A word that can be either. */
  | { readonly scopes: readonly string[]; readonly names: readonly string[] }
  | 'mixed';

/**
 * Reads names of repositories, or scopes with spaces between them as a challenge writes them. Beside a resource scope,
 * a word of another shape is a scope as it is (distribution token specification, "Resource Scope Grammar"). Undefined:
 * neither.
 */
export function readTypedScopes(text: string): TypedScopes | undefined {
  const words = text.split(/\s+/).filter(Boolean);
  const isScope = (word: string): boolean => {
    const { name, actions } = parseScope(word);
    return name !== '' && actions.length > 0;
  };
  if (words.some(isScope)) {
    return words.some((word) => word.includes('/') && !isScope(word) && isResourceName(word))
      ? 'mixed'
      : { scopes: words };
  }
  if (words.join() === '*') {
    return { scopes: words };
  }
  if (words.length === 0 || !words.every(isResourceName)) {
    return undefined;
  }
  const [word = ''] = words;
  return words.length === 1 && !word.includes('/') ? { names: words, scopes: words } : { names: words };
}
