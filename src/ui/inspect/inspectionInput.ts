import { secretsOf } from '../../auth/credential.js';
import { isAuthError } from '../../auth/errors.js';
import { secretOf, type Token } from '../../auth/token.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import { badgesOf } from '../../connections/risks.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import type { InspectionInput } from '../../inspection/reading.js';
import { findKind } from '../../registries/index.js';
import { plainText } from '../../text/message.js';
import type { CachedToken } from '../../tokensTypes.js';
import { heldTokens } from '../acquire/heldTokens.js';
import { translate } from '../localize.js';
import type { Surface } from '../surface.js';
import type { Evidence, PastedToken, ShownToken } from './shownToken.js';

type PastedSecret = Omit<PastedToken, 'from' | 'within'>;

/** Inspection input for a token that a service issued for a connection. */
async function fetchedInput(
  surface: Surface,
  connection: Connection,
  { token, proof }: Pick<CachedToken, 'token' | 'proof'>,
  evidence: Evidence = {},
): Promise<InspectionInput> {
  const { core, now } = surface;
  const { opaqueForms, tokenKnowledge } = await core();
  const kind = findKind(connection.kind);
  return {
    token,
    secrets: await knownSecrets(surface, connection),
    host: hostOf(connection),
    ...(connection.account === undefined ? {} : { account: connection.account }),
    form: connection.form,
    ...(kind === undefined ? {} : { knowledge: tokenKnowledge(kind) }),
    opaqueForms,
    ...(proof && { [proof.accepted ? 'accepted' : 'refused']: { host: proof.host, at: proof.at } }),
    now: now(),
    ...evidence,
  };
}

/** Secrets of the connection, for the redactor; none if its credential can't be read any more. */
export async function knownSecrets({ credentialOf }: Surface, connection: Connection): Promise<readonly string[]> {
  try {
    return secretsOf(await credentialOf(connection));
  } catch (error) {
    if (isAuthError(error)) {
      return [];
    }
    throw error;
  }
}

/** Inspection input for a pasted token. */
async function pastedInput(
  { core, now }: Surface,
  { value, user, host, use, evidence }: PastedSecret,
): Promise<InspectionInput> {
  const { issuerOfToken, opaqueForms, tokenKnowledge } = await core();
  const issuer = issuerOfToken(value);
  const kind = issuer && findKind(issuer.kindId);
  return {
    token: value,
    ...(kind && { knowledge: tokenKnowledge(kind, value), maker: translate(issuer.label ?? kind.label) }),
    ...(user !== undefined && { login: { user, ...(host !== undefined && { host }) } }),
    ...(user === undefined && host !== undefined && { namedHost: host }),
    ...(use && { use }),
    opaqueForms,
    now: now(),
    ...evidence,
  };
}

/** Inspection input for a token on a page. */
export async function inputOf(surface: Surface, shown: ShownToken, token: Token | string): Promise<InspectionInput> {
  if (shown.from === 'connection' && typeof token !== 'string') {
    const kept = heldTokens(surface, shown.connection).find(({ trace }) => trace === shown.trace);
    return fetchedInput(surface, shown.connection, { ...kept, token }, shown.evidence);
  }
  return pastedInput(surface, shown.from === 'paste' ? shown : { value: secretOf(token), evidence: shown.evidence });
}

/** Inspects a token that a service issued for a connection. */
export async function inspect(
  surface: Surface,
  connection: Connection,
  kept: Pick<CachedToken, 'token' | 'proof'>,
  evidence: Evidence = {},
): Promise<TokenInspection> {
  const { inspectToken } = await surface.core();
  return inspectToken(await fetchedInput(surface, connection, kept, evidence), translate);
}

/** Inspects a pasted token. */
export async function inspectPasted(surface: Surface, shown: PastedSecret): Promise<TokenInspection> {
  const { inspectToken } = await surface.core();
  return inspectToken(await pastedInput(surface, shown), translate);
}

/** The sentence that applies at `now` (milliseconds since the epoch). */
export function sentenceOf({ answers }: TokenInspection, now: number): string {
  const answer = answers.findLast(({ from }) => from <= now) ?? answers[0];
  return plainText(answer.sentence, now, translate);
}

/** Risks, kind, and account of a connection. */
export function subtitleOf(connection: Connection): string {
  const { kind, account } = connection;
  const label = findKind(kind)?.label;
  return [...badgesOf(connection, translate), label === undefined ? undefined : translate(label), account]
    .filter((part) => part !== undefined)
    .join(' · ');
}
