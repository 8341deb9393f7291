import { l10n } from 'vscode';
import { type AuthError, isAuthError } from '../../auth/errors.js';
import { asksForAnotherCredential } from '../acquire/connectionHealth.js';
import { heldToken, type WantedTokens, wantedTokens } from '../acquire/heldTokens.js';
import { nameOf, scopeWords } from '../localize.js';
import { inform } from '../prompts/ask.js';
import { back } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';

/** Runs `work` for every item in order, with a concurrency limit of `atOnce`. */
export async function inTurns<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const turn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, turn));
}

/** Concurrency limit: connections renewed at the same time. */
const AT_ONCE = 4;

/** Renews all tokens that the user requested, without asking for input during the renewal. */
export async function renewAllTokens(surface: Surface): Promise<void> {
  const wanted = await wantedTokens(surface);
  if (wanted.length === 0) {
    const text = l10n.t('There are no tokens to renew.');
    inform(surface.ask, text);
    return;
  }
  // Asks first, because any extension can run a command, and requests with credentials follow.
  const chosen = await surface.ask.pickSeveral<WantedTokens>({
    title: l10n.t('Renew All Tokens'),
    placeholder: l10n.t('Connections whose tokens to renew'),
    choices: wanted.map((one) => ({
      label: nameOf(one.connection),
      description: one.tokens.map(({ scopes }) => scopeWords(scopes)).join('; '),
      value: one,
      picked: true,
    })),
  });
  if (chosen !== back) {
    await renewTokens(surface, chosen);
  }
}

/** The parts of Surface that renewing needs. */
interface Window extends Pick<Surface, 'health' | 'log' | 'tokens'> {
  readonly ask: Pick<Surface['ask'], 'progress' | 'tell'>;
  readonly tree: Pick<Surface['tree'], 'refresh'>;
}

/** Renews tokens and reports how many were renewed, and which connections were skipped or failed. */
export async function renewTokens(surface: Window, wanted: readonly WantedTokens[]): Promise<void> {
  const { ask, tree } = surface;
  const count = countOf(wanted);
  const outcome: Outcome = { renewed: 0, forgotten: 0, asking: [], refused: [], failed: [] };
  try {
    await ask.progress(l10n.t('Renewing tokens ({0})…', count), (signal) =>
      inTurns(wanted, AT_ONCE, (one) => renewOne(surface, one, outcome, signal)),
    );
  } finally {
    tree.refresh();
  }
  const fine = outcome.renewed + outcome.forgotten === count;
  void ask.tell({ severity: fine ? 'info' : 'warning', text: wordsOf(outcome, count), actions: [] });
}

interface Outcome {
  renewed: number;
  /** Tokens forgotten during the renewal. */
  forgotten: number;
  /** Names of connections, as in the tree. */
  readonly asking: string[];
  readonly refused: string[];
  readonly failed: string[];
}

/** Renews a connection's tokens one by one, so that a rejected credential isn't tried again. */
async function renewOne(
  surface: Window,
  { connection, tokens: held }: WantedTokens,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<void> {
  const { health, log } = surface;
  const name = nameOf(connection);
  if (health.needsCredential(connection)) {
    return void outcome.refused.push(name);
  }
  if (health.asks(connection)) {
    return void outcome.asking.push(name);
  }
  const tokens = await surface.tokens();
  for (const { scopes } of held) {
    if (!heldToken(surface, connection, scopes)) {
      outcome.forgotten += 1;
      continue;
    }
    try {
      await tokens.get(connection, scopes, { signal, fresh: true, byHand: true });
      health.worked(connection, scopes);
      outcome.renewed += 1;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (isAuthError(error) && error.code === 'cancelled') {
        outcome.forgotten += 1; // not cancelled by the user: the token was forgotten
        continue;
      }
      log.error(error);
      if (!isAuthError(error)) {
        return void outcome.failed.push(name);
      }
      if (wouldAsk(error)) {
        if (error.code === 'realm-needs-consent') {
          health.failed(connection, scopes, error);
        }
        return void outcome.asking.push(name);
      }
      health.failed(connection, scopes, error);
      if (asksForAnotherCredential(error)) {
        return void outcome.refused.push(name);
      }
      outcome.failed.push(name);
      if (!isOfScope(error)) {
        return;
      }
    }
  }
}

/** Whether the flow needs user input to continue. */
function wouldAsk({ code, details }: AuthError): boolean {
  return code === 'second-factor' || code === 'realm-needs-consent' || details?.asks === true;
}

/** Whether other scopes of the same connection can still succeed. */
function isOfScope({ code }: AuthError): boolean {
  return code === 'denied' || code === 'not-found';
}

function wordsOf({ renewed, forgotten, asking, refused, failed }: Outcome, count: number): string {
  const parts = [
    l10n.t('Renewed {0} of {1} tokens.', renewed, count),
    ...(forgotten === 0
      ? []
      : [l10n.t('Not renewed, because their tokens were forgotten in the meantime: {0}.', forgotten)]),
    ...(asking.length === 0 ? [] : [l10n.t('Not renewed, because they need your input: {0}.', list(asking))]),
    ...(refused.length === 0 ? [] : [l10n.t('Not renewed, because the credential was rejected: {0}.', list(refused))]),
    ...(failed.length === 0 ? [] : [l10n.t('Failed: {0}. See the log.', list(failed))]),
  ];
  return parts.join(' ');
}

function list(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}

function countOf(wanted: readonly WantedTokens[]): number {
  return wanted.reduce((sum, { tokens }) => sum + tokens.length, 0);
}
