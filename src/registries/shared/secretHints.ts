/** Expected shape of a value, and one sentence for a value that doesn't match. */
export interface Expected {
  readonly looks: RegExp;
  readonly otherwise?: string;
}

// Recognized only to warn about a slip, never to decide where a secret goes.
const shapes: readonly (readonly [RegExp, string])[] = [
  [/^(gh[opsur]|github_pat)_/, 'This looks like a GitHub token.'],
  [/^gl[a-z]+-[\w-]{20}/, 'This looks like a GitLab token.'],
  [/^dckr_[a-z]+_/, 'This looks like a Docker token.'],
  [/^(AKIA|ASIA)[A-Z0-9]{16}$/, 'This looks like an AWS access key.'],
  [/^\s*\{\s*"/, 'This looks like a key file (JSON).'],
];

/**
 * Returns a hint for a likely slip in a user name: an unexpected shape, or a secret in the wrong field. Undefined:
 * none.
 */
export function usernameHint(value: string, expected?: Expected): string | undefined {
  return value === '' || expected?.looks.test(value) !== false ? shapeOf(value) : expected.otherwise;
}

/** Returns a hint for a likely slip in a secret: an unexpected shape, or another service's secret. Undefined: none. */
export function secretHint(value: string, expected?: Expected): string | undefined {
  if (value === '' || expected?.looks.test(value)) {
    return undefined;
  }
  const blanks = value.trim() === value ? undefined : 'It begins or ends with a space.';
  return blanks ?? expected?.otherwise ?? shapeOf(value);
}

function shapeOf(value: string): string | undefined {
  return shapes.find(([shape]) => shape.test(value))?.[1];
}
