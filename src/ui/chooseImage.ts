import { l10n } from 'vscode';
import { isAuthError } from '../auth/errors.js';
import { parseScope } from '../auth/scope.js';
import { type Connection, hostOf, parseAddress, type ParsedAddress } from '../connections/connection.js';
import { hostAliases } from '../registries/index.js';
import type { Node } from './node.js';
import type { Place } from './steps.js';
import { back } from './steps.js';
import type { Surface } from './surface.js';
import { cancelled } from './quickInput.js';
import { translate } from './words.js';

export interface Image {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
}

/** Asks for an image of this connection, beginning with the repository of the row, else the one last used. */
export async function chooseImage(
  surface: Surface,
  place: Place,
  connection: Connection,
  node: Node | undefined,
): Promise<Image> {
  const repository = repositoryOf(surface, connection, node);
  const text = await surface.ask.text({
    ...place,
    prompt: l10n.t('Image on {0}, with a tag or a digest', hostOf(connection)),
    placeholder: 'team/app:1.0',
    value: repository === undefined ? '' : `${repository}:`,
    validate: (typed) => faultIn(typed, connection),
  });
  if (text === back) throw cancelled();
  const { repository: name = '', reference = 'latest' } = readImage(text.replace(/:$/, ''), connection);
  return { repository: name, reference };
}

/** That of the row, else the one that a token was last asked for. */
export function repositoryOf({ usageOf }: Surface, connection: Connection, node: Node | undefined): string | undefined {
  const scopes = node?.type === 'scope' ? node.scopes : (usageOf(connection).scopes(connection.id)[0] ?? []);
  return scopes.map(parseScope).find(({ type, name }) => type === 'repository' && name !== '' && name !== '*')?.name;
}

// Where an image lies that names no host, until it is known what the connection calls itself.
const NOWHERE = 'image.invalid';

/** Throws AuthError `invalid-input`. */
function readImage(text: string, connection: Connection): ParsedAddress {
  const host = hostOf(connection);
  const own = hostAliases[''] === host;
  const parsed = parseAddress(text, own ? hostAliases : { ...hostAliases, '': NOWHERE });
  // Only one registry has official images, whose names get a prefix.
  return parsed.origin.host === NOWHERE ? parseAddress(`${host}/${text.trim()}`) : parsed;
}

function faultIn(text: string, connection: Connection): string | undefined {
  try {
    const { origin, repository } = readImage(text.replace(/:$/, ''), connection);
    if (origin.host !== hostOf(connection)) {
      return l10n.t('This image is on {0}, and the connection is to {1}.', origin.host, hostOf(connection));
    }
    return repository === undefined ? l10n.t('Enter the name of an image, such as team/app:1.0.') : undefined;
  } catch (error) {
    const reason = isAuthError(error) ? error.details?.reason : undefined;
    return reason === undefined ? l10n.t('This is no image.') : l10n.t('This cannot be used: {0}.', translate(reason));
  }
}
