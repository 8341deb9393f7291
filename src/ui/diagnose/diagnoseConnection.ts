import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { formatScope, parseScope } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';
import type { ChecklistLine } from '../../diagnosis/checks/checklist.js';
import type { Examined } from '../../diagnosis/checks/runChecks.js';
import { findKind } from '../../registries/index.js';
import type { RegistryKind } from '../../registries/kind.js';
import { rememberProof } from '../acquire/acquireToken.js';
import { withConsent } from '../acquire/realmConsent.js';
import { askForFlow } from '../acquire/runWithProgress.js';
import { current, stillThere } from '../acquire/usableConnections.js';
import { chooseConnection, onlyConnection } from '../choose/chooseConnection.js';
import { chooseTrial, type TokenTrial } from '../choose/chooseImage.js';
import { failureOf } from '../failureText.js';
import { nameOf, titleFor } from '../localize.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { type Checklist, openChecklist } from './checklistPage.js';
import { actsOf, onPage } from './failureActions.js';

interface DiagnosedUse extends TokenTrial {
  readonly connection: Connection;
  readonly scopes: readonly string[];
}

/** Tests a complete use of a connection, including a pull or a push. Shows how far it got and why it failed. */
export async function diagnoseConnection(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Diagnose Connection');
  const connection = await connectionOf(surface, title, node);
  const used = surface.usageOf(connection).scopes(connection.id)[0] ?? [];
  const kind = findKind(connection.kind);
  const place = { title: titleFor(connection, title) };
  const trial = kind?.pullScopes ? await chooseTrial(surface, place, connection, node) : {};
  await diagnose(surface, { connection, ...trial, scopes: trial.scopes ?? scopesOf(trial, kind) ?? used });
}

function scopesOf({ image, push }: TokenTrial, kind: RegistryKind | undefined): readonly string[] | undefined {
  const reading = (image ?? push) === undefined ? undefined : kind?.pullScopes?.(image?.repository ?? push ?? '');
  const actions = ['pull', 'push'];
  return push === undefined ? reading : reading?.map((scope) => formatScope({ ...parseScope(scope), actions }));
}

async function connectionOf(surface: Surface, title: string, node: Node | undefined): Promise<Connection> {
  const given = node && 'connection' in node ? await current(surface, node.connection) : undefined;
  const only = given === undefined ? await onlyConnection(surface) : undefined;
  // Without another question the command would send something that nobody asked for.
  const taken = only !== undefined && findKind(only.kind)?.pullScopes !== undefined ? only : undefined;
  return unlessBack(given ?? taken ?? (await chooseConnection(surface, { title })));
}

async function diagnose(surface: Surface, subject: DiagnosedUse): Promise<void> {
  const { connection } = subject;
  const checklist = await openChecklist(surface, connection, subject, () =>
    surface.attempt(async () => {
      await diagnose(surface, { ...subject, connection: await stillThere(surface, connection) });
    }),
  );
  try {
    const examined = await examine(surface, subject, checklist);
    await remember(surface, subject, examined);
    const { error } = examined;
    const node = { type: 'scope' as const, connection, scopes: subject.scopes };
    const actions = (error && failureOf(error, connection)?.actions) ?? [];
    const acts = error
      ? actsOf(
          surface,
          actions.filter((id) => id !== 'diagnose'),
          error,
          node,
          checklist.again,
        )
      : [];
    checklist.end(
      examined,
      onPage(acts, (act) => surface.attempt(act)),
    );
  } catch (error) {
    checklist.stop();
    throw error;
  } finally {
    surface.tree.refresh();
  }
}

async function examine(
  surface: Surface,
  { connection, scopes, image, push }: DiagnosedUse,
  { progress }: Pick<Checklist, 'progress'>,
): Promise<Examined> {
  const { ask, health } = surface;
  const asked = askForFlow(ask, () => health.asked(connection));
  let lines: readonly ChecklistLine[] = [];
  const show = (now: readonly ChecklistLine[]): void => {
    lines = now;
    progress(now);
  };
  const [core, tokens] = await Promise.all([surface.core(), surface.tokens()]);
  const wanted = { scopes, ...(image && { image }), ...(push !== undefined && { push }) };
  try {
    return await withConsent(surface, connection, () =>
      ask.progress(l10n.t('Diagnosing {0}…', nameOf(connection)), (signal) =>
        core.diagnoseUse(tokens, connection, wanted, { signal, ask: asked, show }),
      ),
    );
  } catch (error) {
    // No consent to the token server: the diagnosis ends here.
    if (!isAuthError(error) || error.code !== 'realm-needs-consent') {
      throw error;
    }
    return { lines, steps: error.trace?.steps ?? [], signedIn: false, open: false, proved: false, error };
  }
}

/** Updates health and usage, as after a requested token. */
async function remember(
  surface: Surface,
  { connection, scopes }: DiagnosedUse,
  { signedIn, proved, error }: Examined,
): Promise<void> {
  const { health, usageOf } = surface;
  if (signedIn) {
    if (proved) {
      health.worked(connection, scopes);
      await rememberProof(surface, connection);
    }
    await usageOf(connection).use(connection.id, scopes);
  }
  if (error && error.code !== 'realm-needs-consent') {
    health.failed(connection, scopes, error);
  }
}
