import { l10n } from 'vscode';
import { type Credential, isUsernameSecret } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import type { TerminalCommand } from '../../registries/kind.js';
import { contentOrigin } from '../../registries/shared/contentOrigin.js';
import { type Shell, shells, variablesOf, type Word } from '../../text/shell.js';
import type { CachedToken } from '../../tokensTypes.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { grantedWords, grantsNothing, resourceWords } from '../acquire/grantWords.js';
import type { Target } from '../acquire/runWithProgress.js';
import { chooseTarget, lastUsed } from '../choose/chooseTarget.js';
import { nameOf, titleFor, translate } from '../localize.js';
import { type Choice, inform } from '../prompts/ask.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { openWith, terminalShell } from '../terminal.js';
import type { Node } from '../treeNode.js';

/** Opens a terminal with the secret in an environment variable. Types a command that uses it, without running it. */
export async function openTerminal(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Open Terminal with Token');
  const target = await chooseTarget(surface, title, lastUsed(surface, node));
  const { connection, scopes } = target;
  const result = await acquireToken(surface, target);
  const { token } = result;
  const credential = await surface.credentialOf(connection);
  const offered = ((await findKind(connection.kind)?.terminals?.()) ?? []).flatMap((command) => {
    const secret = command.secret(token, credential);
    return secret === undefined ? [] : [{ command, secret }];
  });
  const { command, secret } = await choose(surface, titleFor(connection, title), offered.map(choiceOf));
  const shell = await chooseShell(surface, title);
  const user = userOf(credential);
  const written = command.line({
    scheme: token.scheme,
    registry: contentOrigin(connection, token),
    scopes,
    ...(token.details === undefined ? {} : { details: token.details }),
    ...(user === undefined ? {} : { username: user.word }),
  });
  const line = shell.write(written);
  const values = { ...user?.environment, [command.variable]: secret };
  const environment = Object.fromEntries(
    Object.entries(values).filter(([name]) => variablesOf(written).includes(name)),
  );
  if (line === undefined || Object.values(environment).some((value) => shell.mayHold?.(value) === false)) {
    throw unwritable(shell);
  }
  await agree(surface, command, target, Object.keys(environment));
  await openWith({ name: hostOf(connection), environment, line });
  inform(
    surface.ask,
    saidOf(command, connection, secret === token.value ? result : undefined, Object.hasOwn(environment, USERNAME)),
  );
}

const USERNAME = 'REGISTRY_USERNAME';

/** User name as a word of the command, which is typed, and the variable that holds it if it is a secret. */
function userOf(
  credential: Credential,
): { readonly word: Word; readonly environment: Readonly<Record<string, string>> } | undefined {
  if (credential.type !== 'password') {
    return undefined;
  }
  const { username } = credential;
  return isUsernameSecret(credential)
    ? { word: [{ variable: USERNAME }], environment: { [USERNAME]: username } }
    : { word: username, environment: {} };
}

/** Says what the terminal has. `held`: the token, if that is the secret; what it grants counts, not what was asked for. */
function saidOf(
  { variable, holds }: TerminalCommand,
  connection: Connection,
  held: CachedToken | undefined,
  hidesUser: boolean,
): string {
  const secret = translate(holds);
  const text =
    held !== undefined && grantsNothing(held)
      ? l10n.t(
          'In the new terminal, ${0} holds {1}, which grants no access to {2}. The command is typed but not run.',
          variable,
          secret,
          resourceWords(held.scopes),
        )
      : l10n.t(
          'In the new terminal, ${0} holds {1} for {2}. The command is typed but not run.',
          variable,
          secret,
          held === undefined || held.token.scheme === 'Basic' ? nameOf(connection) : grantedWords(held),
        );
  return hidesUser ? `${text} ${l10n.t('${0} holds the user name, which is also a secret.', USERNAME)}` : text;
}

interface Offered {
  readonly command: TerminalCommand;
  readonly secret: string;
}

function choiceOf(value: Offered): Choice<Offered> {
  const { label, variable, holds } = value.command;
  return { label, description: `$${variable}: ${translate(holds)}`, icon: 'terminal', value };
}

async function choose<T>({ ask }: Surface, title: string, choices: readonly Choice<T>[]): Promise<T> {
  return unlessBack(await ask.pick({ title, placeholder: l10n.t('Choose a command (typed, not run)'), choices }));
}

/** The shell of the default terminal profile. Asks if it is unknown. */
async function chooseShell(surface: Surface, title: string): Promise<Shell> {
  const { ask, terminalMachine } = surface;
  const known = terminalShell(surface);
  if (known !== undefined) {
    return known;
  }
  return unlessBack(
    await ask.pick({
      title,
      placeholder:
        terminalMachine === undefined
          ? l10n.t('Which shell do terminals run?')
          : l10n.t('Which shell do terminals on {0} run?', terminalMachine),
      choices: shells.map((shell) => ({ label: translate(shell.label), value: shell })),
    }),
  );
}

/** Asks for consent, because terminals on another machine receive the secret. */
async function agree(
  { ask, machine, terminalMachine }: Surface,
  { holds }: TerminalCommand,
  { connection }: Target,
  variables: readonly string[],
): Promise<void> {
  if (terminalMachine === undefined) {
    return;
  }
  await ask.confirm({
    message: l10n.t('Send {0} for {1} to {2}?', translate(holds), hostOf(connection), terminalMachine),
    detail: l10n.t(
      'Terminals in this window run on {0}, not on {1}. An administrator of {0} can read ${2} there.',
      terminalMachine,
      machine,
      variables.join(', $'),
    ),
    action: l10n.t('Send'),
  });
}

function unwritable({ label }: Shell): AuthError {
  const reason =
    'the command cannot be written safely for this shell; choose another one as the default terminal profile';
  return new AuthError('invalid-input', `The command cannot be written for ${label}.`, { details: { reason } });
}
