/** A secret in a text, and what the text says about it. */
export interface Place {
  /** Secret. */
  readonly value: string;
  readonly where: Where;
  /** The user name that it is the password of; absent for a token. */
  readonly user?: string;
  readonly host?: string;
  readonly use?: 'refresh';
}

/** The notation that a secret was found in. */
export interface Where {
  readonly at:
    'header' | 'inAddress' | 'inUrl' | 'after' | 'inJson' | 'inCommand' | 'netrc' | 'element' | 'inText' | 'wholeText';
  /** Name in front of it. */
  readonly name?: string;
}

/** What a reader finds: secrets, and texts that are to be read by themselves, such as JSON in base64. */
export interface Secrets {
  readonly places: readonly Place[];
  readonly inner: readonly Inner[];
  /** Parts that were read as they are written: their escapes mean nothing else. */
  readonly read?: readonly Part[];
}

/** A part of a text; the end is excluded. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

export interface Inner {
  readonly text: string;
  /** The host that the text around names for it. */
  readonly host?: string;
}

export const nothing: Secrets = { places: [], inner: [] };

export function together(found: readonly Secrets[]): Secrets {
  const some = found.filter((one) => one !== nothing);
  if (some.length < 2) {
    return some[0] ?? nothing;
  }
  return {
    places: some.flatMap(({ places }) => places),
    inner: some.flatMap(({ inner }) => inner),
    read: some.flatMap(({ read = [] }) => read),
  };
}

/** Secrets without further texts. */
export function only(places: readonly Place[]): Secrets {
  return places.length === 0 ? nothing : { places, inner: [] };
}
