import { AuthError } from './errors.js';

// OCI distribution specification, "Pulling manifests": names of repositories and tags.
const NAME = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/;
// The host and the name of a reference have 255 characters together.
const LONGEST_NAME = 255;
const TAG = /^\w[\w.-]{0,127}$/;
// OCI image specification, "Digests": the two registered algorithms have fixed lengths.
const DIGEST =
  /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}|(?!sha(?:256|512):)[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[\w=-]+)$/;

/** Name of a repository, without a host. Linear in its length. */
export function isRepository(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME.test(text);
}

/** Name in a scope: that of a repository, or one behind a host (distribution specification, "Token Scope"). */
export function isResourceName(text: string): boolean {
  return isRepository(text.replace(/^[a-z0-9]+(?:[.-]+[a-z0-9]+)*:\d{1,5}\//i, ''));
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Name or address of a host in the URL parser's spelling, which lets other characters pass, such as those of a shell. */
export function isHostName(name: string): boolean {
  return name.startsWith('[') || (name.length <= 253 && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(name));
}

/** Path of a repository's list of tags (OCI distribution specification, "Content Discovery"). Any text can be a name. */
export function tagsPath(repository: string): string {
  return `${repositoryPath(repository)}/tags/list`;
}

/** Path that an upload to a repository starts at (OCI distribution specification, "Pushing blobs"). */
export function uploadsPath(repository: string): string {
  return `${repositoryPath(repository)}/blobs/uploads/`;
}

function repositoryPath(name: string): string {
  return `/v2/${name.split('/').map(encodeURIComponent).join('/')}`;
}

/** A tag or a digest. */
export function isReference(text: string): boolean {
  return TAG.test(text) || isDigest(text);
}

/** Throws AuthError `invalid-input` unless `repository` and `reference` (a tag or a digest) can be used in a path. */
export function requireReference(repository: string, reference: string): void {
  if (!isRepository(repository)) {
    throw invalid('repository', 'the repository name isn’t valid');
  }
  if (!isReference(reference)) {
    throw invalid('reference', 'it is neither a valid tag nor a valid digest');
  }
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/**
 * The fallback tag for the referrers of this digest, if there is no referrers API (OCI distribution specification 1.1,
 * "Referrers Tag Schema").
 */
export function referrersTag(digest: string): string {
  const [algorithm = '', encoded = ''] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`.replace(/[^\w.-]/g, '-');
}

function invalid(field: string, reason: string): AuthError {
  return new AuthError('invalid-input', `The image can’t be looked up: ${reason}.`, { details: { field, reason } });
}
