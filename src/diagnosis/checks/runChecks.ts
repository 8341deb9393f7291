import { type AuthError, errorWith, isAuthError } from '../../auth/errors.js';
import type { Io } from '../../auth/io.js';
import { refuseAddress } from '../../auth/realm.js';
import type { Token } from '../../auth/token.js';
import type { TraceStep } from '../../auth/trace.js';
import { distributionClient, type RepositoryAccess } from '../../distribution/client.js';
import { pullBlob, pullManifest } from '../../distribution/pull.js';
import { startUpload } from '../../distribution/push.js';
import type { Clause } from '../../text/message.js';
import { probeHost } from '../hostProbe.js';
import type { Check, WholeUse } from './check.js';
import { pullChecks, pushChecks, trialChecks } from './checkDefinitions.js';
import { type ChecklistLine, linesOf } from './checklist.js';

type Watch = (step: TraceStep) => void;

/** Parts of a complete use. */
export interface Wanted {
  readonly registry: URL;
  readonly checks: readonly Check[];
  readonly scopes: readonly string[];
  /** Account of the connection. Absent if the credential names none. */
  readonly account?: string;
  /** Undefined if the registry wants no token. */
  readonly token: (fresh: boolean, watch: Watch) => Promise<Token | undefined>;
  /** Image to read with the token. */
  readonly image?: { readonly reference: string; repository(token: Token | undefined): RepositoryAccess };
  /** Repository to start an upload to with the token. */
  readonly upload?: (token: Token | undefined) => RepositoryAccess;
  /** Tests the token at its service with a read-only request. */
  readonly prove?: (token: Token, io: Io) => Promise<void>;
  readonly run: (watch: Watch, work: (io: Io) => Promise<void>) => Promise<void>;
}

export interface Examined {
  readonly lines: readonly ChecklistLine[];
  /** Every request, in order. */
  readonly steps: readonly TraceStep[];
  /** Signing in ended with a token, or the registry wants none. */
  readonly signedIn: boolean;
  /** The registry wants no token. */
  readonly open: boolean;
  /** The credential was accepted, or none is wanted. Reading that is open to everyone proves no password. */
  readonly proved: boolean;
  /** Authentication scheme of the credential that registry requests get. Absent without one. */
  readonly scheme?: Token['scheme'];
  readonly error?: AuthError;
}

/**
 * Runs a complete use, and reports its progress after each request. Nothing is tried after the first failure. Throws
 * AuthError `cancelled` and `realm-needs-consent`.
 */
export async function runChecks(wanted: Wanted, show: (lines: readonly ChecklistLine[]) => void): Promise<Examined> {
  const { scopes, account, image, upload, prove } = wanted;
  const checks = [
    ...wanted.checks,
    ...(image ? pullChecks : []),
    ...(upload ? pushChecks : []),
    ...(prove ? trialChecks : []),
  ];
  let use: WholeUse = {
    ...{ steps: [], scopes },
    ...(account !== undefined && { account }),
    ...(upload && { uploads: true }),
  };
  const learn = (more: Partial<WholeUse>): readonly ChecklistLine[] => {
    use = { ...use, ...more };
    const lines = linesOf(checks, use);
    show(lines);
    return lines;
  };
  const watch: Watch = (step) => void learn({ steps: [...use.steps, step] });

  learn({});
  try {
    const token = await wanted.token(true, watch);
    const failed = learn({ token: token ?? null }).some(({ state }) => state === 'failed');
    if (!failed && (image !== undefined || upload !== undefined || prove !== undefined)) {
      await wanted.run(watch, async (io) => {
        if (image) {
          const repository = image.repository(token);
          const read = distributionClient(repository, async (fresh) => (fresh ? wanted.token(true, watch) : token), io);
          const manifest = await pullManifest(image.reference, repository, read, io);
          learn({ manifest });
          if (manifest.blob) {
            learn({ blob: await pullBlob(manifest.blob, repository, read, io) });
          }
        }
        if (upload) {
          learn({ upload: await startUpload(upload(token), token, io) });
        }
        if (prove && token) {
          await prove(token, io);
          learn({ tried: true });
        }
      });
    }
  } catch (error) {
    if (!isAuthError(error) || error.code === 'cancelled') {
      throw error;
    }
    const failure =
      use.token?.scheme === 'Bearer' && error.code === 'refused'
        ? errorWith(error, { details: { ...error.details, token: true } })
        : error;
    // A running rate limit is reported without a request.
    learn({ error: failure, steps: use.steps.length > 0 ? use.steps : (error.trace?.steps ?? []) });
    if (error.code === 'realm-needs-consent') {
      throw error;
    }
    await lookCloser(wanted, use.steps, learn);
  }
  const lines = linesOf(checks, use);
  const failed = lines.find(({ state }) => state === 'failed');
  return {
    lines,
    steps: use.steps,
    signedIn: use.token !== undefined,
    open: use.token === null,
    proved: use.token !== undefined && (use.token?.details?.unproved === undefined || use.upload !== undefined),
    ...(use.token && { scheme: use.token.scheme }),
    ...(failed?.error ? { error: failed.error } : {}),
  };
}

/** A failure below HTTP says little by itself. DNS and the connection are probed separately, unless a proxy is used. */
async function lookCloser(
  { run, registry }: Wanted,
  steps: readonly TraceStep[],
  learn: (more: Partial<WholeUse>) => unknown,
): Promise<void> {
  const [first, step] = [steps[0], steps.at(-1)];
  const below = step?.failure !== undefined && ['dns', 'unreachable', 'timeout', 'tls'].includes(step.failure);
  if (!below || step.proxied || step.proxy !== undefined) {
    return;
  }
  await run(
    () => undefined,
    async ({ lookup, signal }) => {
      const url = new URL(step.url);
      // A server that names a host must not choose where this machine connects to.
      const refuse = (found: string): Clause | undefined => refuseAddress(url, registry, first?.remoteAddress, found);
      learn({ closer: await probeHost(url, { lookup, signal, refuseAddress: refuse }) });
    },
  );
}
