import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { parseScope } from '../../auth/scope.js';
import { parseAddress, type ParsedAddress } from '../../connections/address.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import { hostAliases } from '../../registries/index.js';
import { referenceHost } from '../../registries/shared/contentOrigin.js';
import { clauseText } from '../../text/message.js';
import { knownContentOrigin } from '../acquire/heldTokens.js';
import { translate } from '../localize.js';
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
 * Asks for an image of this connection, whose content is at `content`. Starts with the repository of the row, or the
 * last used one.
 */
export async function chooseImage(
  surface: Surface,
  place: StepPosition,
  connection: Connection,
  content: URL,
  node: Node | undefined,
): Promise<Image> {
  const repository = repositoryOf(surface, connection, node);
  const text = unlessBack(
    await surface.ask.text({
      ...place,
      prompt: l10n.t('Image on {0}, with a tag or a digest', referenceHost(content)),
      placeholder: 'team/app:1.0',
      value: repository === undefined ? '' : `${repository}:`,
      validate: (typed) => faultIn(typed, connection, content),
    }),
  );
  const { repository: name = '', reference = 'latest' } = readImage(text.replace(/:$/, ''), connection);
  return { repository: name, reference };
}

/** What to try with a token: an image to read, a repository to push to, or neither. */
export interface TokenTrial {
  readonly image?: Image;
  readonly push?: string;
}

/**
 * Asks what to try: last used repositories first, then suggestions, a push to those that one was asked for, and
 * any other that is typed. Throws
 * AuthError `cancelled`.
 */
export async function chooseTrial(
  surface: Surface,
  place: StepPosition,
  connection: Connection,
  node: Node | undefined,
): Promise<TokenTrial> {
  const { ask, usageOf, playground } = surface;
  const content = knownContentOrigin(surface, connection);
  const lists = node?.type === 'scope' ? [node.scopes] : usageOf(connection).scopes(connection.id);
  const names = [...lists, ...playground.suggestions(connection.id)].flatMap((scopes) => repositoryIn(scopes) ?? []);
  const image = (repository: string, reference: string): Choice<TokenTrial> => ({
    label: `${repository}:${reference}`,
    icon: 'package',
    value: { image: { repository, reference } },
  });
  const push = (repository: string): Choice<TokenTrial> => ({
    label: l10n.t('Push to {0}', repository),
    detail: l10n.t('An upload is started and cancelled; no content is sent'),
    icon: 'repo-push',
    value: { push: repository },
  });
  const pushed = [...lists, ...playground.suggestions(connection.id)].flatMap((scopes) =>
    canPush(scopes) ? (repositoryIn(scopes) ?? []) : [],
  );
  return unlessBack(
    await ask.pick<TokenTrial>({
      ...place,
      placeholder: l10n.t('Image to read, such as team/app:1.0'),
      choices: [
        ...[...new Set(names)].map((name) => image(name, 'latest')),
        ...[...new Set(pushed)].map(push),
        { label: l10n.t('Only sign in'), detail: l10n.t('No image is read'), icon: 'key', value: {} },
      ],
      typed(text) {
        const fault = faultIn(text, connection, content);
        if (fault !== undefined) {
          return fault;
        }
        const { repository = '', reference = 'latest' } = readImage(text.replace(/:$/, ''), connection);
        return [image(repository, reference), push(repository)];
      },
    }),
  );
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

function faultIn(text: string, connection: Connection, content: URL): string | undefined {
  try {
    const { origin, repository } = readImage(text.replace(/:$/, ''), connection);
    if (origin.host !== hostOf(connection) && origin.host !== content.host) {
      return l10n.t('This image is on {0}, and the connection is to {1}.', origin.host, referenceHost(content));
    }
    return repository === undefined ? l10n.t('Enter the name of an image, such as team/app:1.0.') : undefined;
  } catch (error) {
    const reason = isAuthError(error) ? error.details?.reason : undefined;
    return reason === undefined
      ? l10n.t('This is no image.')
      : l10n.t('This cannot be used: {0}.', clauseText(reason, translate));
  }
}
