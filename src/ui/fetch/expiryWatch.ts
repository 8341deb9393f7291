import { l10n, workspace } from 'vscode';
import { expiringFrom, statedExpiry } from '../../auth/expiry.js';
import type { AuthTrace } from '../../auth/trace.js';
import type { Connection } from '../../connections/connection.js';
import type { CachedToken } from '../../tokensTypes.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { grantedWords, grantsNothing } from '../acquire/grantWords.js';
import { wantedTokens } from '../acquire/heldTokens.js';
import { createAlarm } from '../alarm.js';
import { duration, nameOf } from '../localize.js';
import { readSettings } from '../settings.js';
import type { Surface } from '../surface.js';
import { renewTokens } from './renewTokens.js';
import { showTokenMessage } from './tokenMessage.js';

export interface ExpiryWatch {
  dispose(): void;
}

interface Ending {
  readonly connection: Connection;
  readonly held: CachedToken;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly warnAt: number;
}

/**
 * Warns before tokens expire, if the setting is on. Each token is warned of once; simultaneous warnings share a
 * message.
 */
export function createExpiryWatch(surface: Surface): ExpiryWatch {
  const { tree, log, now } = surface;
  // Keyed by trace, because the times of a token move when the clock is set.
  const told = new WeakSet<AuthTrace>();
  const alarm = createAlarm(now, look);
  let looks = 0;

  async function warn(): Promise<void> {
    const before = readSettings().warnBeforeExpiry * 60_000;
    if (before === 0) {
      return alarm.set(undefined);
    }
    const turn = (looks += 1);
    const endings = await endingsOf(surface, before);
    if (turn !== looks) {
      return;
    }
    const due = endings.filter((ending) => ending.warnAt <= now() && !told.has(ending.held.trace));
    due.forEach((ending) => told.add(ending.held.trace));
    const next = endings.map(({ warnAt }) => warnAt).filter((at) => at > now());
    alarm.set(next.length === 0 ? undefined : Math.min(...next));
    if (due.length > 0) {
      await surface.attempt(() => tell(surface, due));
    }
  }

  function look(): void {
    warn().catch((error: unknown) => log.error(error));
  }

  const subscriptions = [tree.onDidChangeTreeData(look), workspace.onDidChangeConfiguration(look)];
  return {
    dispose() {
      alarm.dispose();
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
    },
  };
}

/**
 * Tokens that haven't expired and grant something, with the time to warn of each. When a lifetime is shorter than the warning period, warns
 * in its last part.
 */
async function endingsOf(surface: Surface, before: number): Promise<Ending[]> {
  const wanted = await wantedTokens(surface);
  return wanted.flatMap(({ connection, tokens }) =>
    tokens.flatMap((held): Ending[] => {
      const expiresAt = statedExpiry(held.token)?.at;
      if (expiresAt === undefined || expiresAt <= surface.now() || grantsNothing(held)) {
        return [];
      }
      const { obtainedAt } = held.token;
      const short = expiresAt - obtainedAt <= before;
      return [
        { connection, held, expiresAt, warnAt: short ? expiringFrom(expiresAt, obtainedAt) : expiresAt - before },
      ];
    }),
  );
}

async function tell(surface: Surface, due: readonly Ending[]): Promise<void> {
  const [first, ...others] = [...due].sort((a, b) => a.expiresAt - b.expiresAt);
  if (first === undefined) {
    return;
  }
  const { connection, held, expiresAt } = first;
  const left = duration(expiresAt - surface.now());
  const name = nameOf(connection);
  const text =
    others.length === 0
      ? l10n.t('{1}: the token for {0} expires in {2}.', grantedWords(held), name, left)
      : l10n.t('{0} tokens expire soon. The first, for {1}, expires in {2}.', due.length, name, left);
  const renew = l10n.t('Renew');
  if ((await surface.ask.tell({ severity: 'warning', text, actions: [renew] })) !== renew) {
    return;
  }
  if (others.length === 0) {
    const target = { connection, scopes: held.scopes };
    return showTokenMessage(surface, connection, await acquireToken(surface, target, { fresh: true }));
  }
  const connections = [...new Set(due.map((one) => one.connection))];
  await renewTokens(
    surface,
    connections.map((one) => ({
      connection: one,
      tokens: due.filter((ending) => ending.connection === one).map((ending) => ending.held),
    })),
  );
}
