import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { isDigest, isTag } from '../../auth/reference.js';
import { parseScope } from '../../auth/scope.js';
import { parseAddress, type ParsedAddress } from '../../connections/address.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import { hostAliases } from '../../registries/index.js';
import { referenceHost } from '../../registries/shared/contentOrigin.js';
import { clauseText } from '../../text/message.js';
import { knownContentOrigin } from '../acquire/heldTokens.js';
import { scopeWords, translate } from '../localize.js';
import type { Choice } from '../prompts/ask.js';
import { type StepPosition, unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

export interface Image {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
}

/**
 * Asks for an image of this connection, whose content is at `content`. Offers the repository of the row first, then
 * the others that are known. Throws AuthError `cancelled`.
 */
export async function chooseImage(
  surface: Surface,
  place: StepPosition,
  connection: Connection,
  content: URL,
  node: Node | undefined,
): Promise<Image> {
  const known = repositoriesOf(knownLists(surface, connection, node));
  const host = referenceHost(content);
  return unlessBack(
    await surface.ask.pick<Image>({
      ...place,
      placeholder:
        known[0] === undefined
          ? l10n.t('Image on {0}, with a tag or a digest', host)
          : l10n.t('Image on {0}, or a tag or digest of {1}', host, known[0]),
      choices: known.map((repository) => imageChoice({ repository, reference: 'latest' })),
      typed(text) {
        const images = readImages(text, connection, content, known);
        return typeof images === 'string' ? images : images.map(imageChoice);
      },
    }),
  );
}

/** What to try with a token: an image to read, a repository to push to, or neither. */
export interface TokenTrial {
  readonly image?: Image;
  readonly push?: string;
  /** Scopes of the token, if they were chosen. */
  readonly scopes?: readonly string[];
}

/**
 * Asks what to try: what the row asks for, or was asked for last, comes first. Then come other repositories, and any
 * image that is typed. Throws AuthError `cancelled`.
 */
export async function chooseTrial(
  surface: Surface,
  place: StepPosition,
  connection: Connection,
  node: Node | undefined,
): Promise<TokenTrial> {
  const content = knownContentOrigin(surface, connection);
  const lists = knownLists(surface, connection, node);
  const known = repositoriesOf(lists);
  const image = (one: Image): Choice<TokenTrial> => ({ ...imageChoice(one), value: { image: one } });
  const push = (repository: string): Choice<TokenTrial> => ({
    label: l10n.t('Push to {0}', repository),
    detail: uploadNote(),
    icon: 'repo-push',
    value: { push: repository },
  });
  const reads = new Set<string>();
  const choices = lists.flatMap((scopes): Choice<TokenTrial>[] => {
    const repository = repositoryIn(scopes);
    const read = repository === undefined || reads.has(repository) ? [] : [{ repository, reference: 'latest' }];
    reads.add(repository ?? '');
    return [...(asksMoreThanPull(scopes) ? [scopeChoice(scopes)] : []), ...read.map(image)];
  });
  return unlessBack(
    await surface.ask.pick<TokenTrial>({
      ...place,
      placeholder: l10n.t('Image to read, such as team/app:1.0'),
      choices,
      last: [{ label: l10n.t('Only sign in'), detail: l10n.t('No image is read'), icon: 'key', value: {} }],
      typed(text) {
        const images = readImages(text, connection, content, known);
        return typeof images === 'string'
          ? images
          : images.flatMap((one) => [image(one), ...(known.includes(one.repository) ? [] : [push(one.repository)])]);
      },
    }),
  );
}

function imageChoice(image: Image): Choice<Image> {
  const { repository, reference } = image;
  return { label: `${repository}${isDigest(reference) ? '@' : ':'}${reference}`, icon: 'package', value: image };
}

/** A token for these scopes, tried with an upload if they allow one. */
function scopeChoice(scopes: readonly string[]): Choice<TokenTrial> {
  const pushed = scopes.filter((scope) => canPush([scope]));
  const push = repositoryIn(pushed);
  return {
    label: scopeWords(scopes),
    detail: push === undefined ? l10n.t('A token is fetched and its grants are checked') : uploadNote(),
    icon: push === undefined ? 'key' : 'repo-push',
    value: { scopes, ...(push === undefined ? {} : { push }) },
  };
}

function uploadNote(): string {
  return l10n.t('An upload is started and canceled. No content is sent');
}

/** Scopes of the row, or all that are known: used ones first, then suggested ones. */
function knownLists(
  { usageOf, playground }: Surface,
  connection: Connection,
  node: Node | undefined,
): readonly (readonly string[])[] {
  const usage = usageOf(connection);
  const { id } = connection;
  return [
    ...(node?.type === 'scope' ? [node.scopes] : [...usage.scopes(id), ...usage.suggested(id)]),
    ...playground.suggestions(id),
  ];
}

function repositoriesOf(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flatMap((scopes) => repositoryIn(scopes) ?? []))];
}

/** Reading one image doesn't answer whether these scopes are granted. */
function asksMoreThanPull(scopes: readonly string[]): boolean {
  const [only, ...others] = scopes.map(parseScope);
  return only !== undefined && (others.length > 0 || only.type !== 'repository' || only.actions.join() !== 'pull');
}

function canPush(scopes: readonly string[]): boolean {
  return scopes.map(parseScope).some(({ actions }) => actions.includes('push') || actions.includes('*'));
}

/** Repository of the row, or the one that a token was last requested for. */
export function repositoryOf({ usageOf }: Surface, connection: Connection, node: Node | undefined): string | undefined {
  const scopes = node?.type === 'scope' ? node.scopes : (usageOf(connection).scopes(connection.id)[0] ?? []);
  return repositoryIn(scopes);
}

/** Name in the first scope for a repository. */
function repositoryIn(scopes: readonly string[]): string | undefined {
  return scopes.map(parseScope).find(({ type, name }) => type === 'repository' && name !== '' && name !== '*')?.name;
}

// Placeholder host for an image without one, until the connection's content host is known.
const NOWHERE = 'image.invalid';

/** Throws AuthError `invalid-input`. */
function readImage(text: string, connection: Connection): ParsedAddress {
  const host = hostOf(connection);
  const own = hostAliases[''] === host;
  const parsed = parseAddress(text, own ? hostAliases : { ...hostAliases, '': NOWHERE });
  // Only one registry has official images, whose names get a prefix.
  return parsed.origin.host === NOWHERE ? parseAddress(`${host}/${text.trim()}`) : parsed;
}

/**
 * Images that a typed text can mean, the likeliest first, or what is wrong with it. A text without a slash or a colon is
 * a tag of the first known repository, or a repository.
 */
function readImages(
  typed: string,
  connection: Connection,
  content: URL,
  known: readonly string[],
): readonly Image[] | string {
  const text = typed.trim();
  const [first] = known;
  const isReference = isDigest(text) || (isTag(text) && !known.includes(text));
  const own = first !== undefined && isReference ? [{ repository: first, reference: text }] : [];
  const fault = faultIn(text, connection, content);
  if (fault !== undefined) {
    // A version alone parses as an IPv4 address.
    return own.length > 0 ? own : /^[\d.]+$/.test(text) ? incomplete() : fault;
  }
  const { repository = '', reference = 'latest' } = readImage(text.replace(/:$/, ''), connection);
  return [...own, { repository, reference }];
}

function faultIn(text: string, connection: Connection, content: URL): string | undefined {
  try {
    const { origin, repository } = readImage(text.replace(/:$/, ''), connection);
    if (origin.host !== hostOf(connection) && origin.host !== content.host) {
      return l10n.t(
        'This image is on {0}, but the connection is to {1}.',
        hostAsTyped(text, origin),
        referenceHost(content),
      );
    }
    return repository === undefined ? incomplete() : undefined;
  } catch (error) {
    const reason = isAuthError(error) ? error.details?.reason : undefined;
    return reason === undefined
      ? l10n.t('This isn’t an image reference.')
      : l10n.t('This can’t be used: {0}.', clauseText(reason, translate));
  }
}

function incomplete(): string {
  return l10n.t('Enter an image, such as team/app:1.0.');
}

/** The URL parser rewrites a host of digits: "1.0" would be shown as 1.0.0.0. */
function hostAsTyped(text: string, { host }: URL): string {
  const written = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/, '');
  return /^[\d.]+(?::\d+)?$/.test(written) ? written : host;
}
