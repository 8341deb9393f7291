import { AuthError, type AuthErrorCode } from '../../auth/errors.js';
import { decodeToken } from '../../auth/jwt.js';
import { missingScopes } from '../../auth/scope.js';
import { clockSkew } from '../../auth/serverClock.js';
import type { TraceStep } from '../../auth/trace.js';
import { wayOf } from '../diagnosis.js';
import { type Check, passed, skipped, untested } from './check.js';
import {
  accountFact,
  blobFact,
  digestFact,
  grantsSome,
  issuedFact,
  routeFact,
  schemeFact,
  scopeFact,
  statusFact,
} from './facts.js';
import { checkLabels, factTexts } from './texts.js';
import { answerOf, challengesOf, exchangeOf, hostOf, isKnown, lacksRight, signInOf } from './traceFacts.js';

// Registries allow 60 s of clock difference (distribution, registry/auth/token "Leeway").
const CLOCK_TOLERANCE = 60_000;

/** The first request got a response, from whichever server. */
const address: Check = {
  label: checkLabels.address,
  judge({ steps: [first, next], error }) {
    const onlyProxy = next === undefined && error?.code === 'proxy';
    return first?.status === undefined || onlyProxy ? undefined : passed(routeFact(first), ...wayOf(first));
  },
};

// Errors that end an exchange and say nothing about the credential.
const ITS_OWN: ReadonlySet<AuthErrorCode> = new Set([
  'redirected',
  'bad-response',
  'not-found',
  'rate-limited',
  'server-failed',
  'proxy',
]);

/** The address is a registry. */
const api: Check = {
  label: checkLabels.api,
  judge(use) {
    const { steps, error } = use;
    const step = steps.find(({ purpose, status }) => /ping|check/.test(purpose) && (status === 200 || status === 401));
    if (isKnown(use)) {
      return skipped;
    }
    return step === undefined || error?.code === 'not-a-registry'
      ? undefined
      : passed(statusFact(step), ...answerOf(step));
  },
};

/** The registry sends a challenge that this extension supports. */
const challenge: Check = {
  label: checkLabels.challenge,
  judge(use) {
    if (use.token === null || isKnown(use)) {
      return skipped;
    }
    const [known] = challengesOf(use).filter(({ scheme }) => scheme === 'basic' || scheme === 'bearer');
    if (known === undefined) {
      return use.token === undefined ? undefined : skipped;
    }
    const { scheme, parameters } = known;
    if (scheme === 'bearer' && !parameters.realm) {
      return undefined;
    }
    const { realm, service } = parameters;
    return passed(
      schemeFact(scheme, service),
      { id: 'schemes', text: scheme },
      ...(realm === undefined ? [] : [{ id: 'realm' as const, text: realm }]),
      ...(service === undefined ? [] : [{ id: 'serviceName' as const, text: service }]),
    );
  },
};

/** The token server is allowed to get the credential, and responds. */
const tokenServer: Check = {
  label: checkLabels.tokenServer,
  judge(use) {
    const step = exchangeOf(use);
    if (step === undefined) {
      const wanted = challengesOf(use).some(({ scheme, parameters }) => scheme === 'bearer' && parameters.realm);
      return wanted && !use.token ? undefined : skipped;
    }
    const itsOwn = !('token' in use) && use.error && ITS_OWN.has(use.error.code);
    if (step.status === undefined || itsOwn) {
      return undefined;
    }
    const seen = use.steps[0]?.tls?.chain.map(({ fingerprint }) => fingerprint) ?? [];
    const way = wayOf(step).filter((one) => !('certificate' in one && seen.includes(one.certificate.fingerprint)));
    const { host } = new URL(step.url);
    return passed(host, { id: 'host', text: host }, ...way);
  },
};

/** The credential is accepted. */
const credential: Check = {
  label: checkLabels.credential,
  judge(use) {
    if (use.token === null) {
      return skipped;
    }
    // Everybody can read there, so that only an upload proves something.
    if (use.token?.details?.unproved !== undefined && use.upload === undefined) {
      return untested;
    }
    // A missing permission implies a valid credential.
    if (use.token) {
      return passed(accountFact(use, signInOf(use)), ...answerOf(signInOf(use)));
    }
    const { error } = use;
    // A 403 of a token server can mean the credential as well, unless the kind knows what it means.
    const { reason, field } = error?.details ?? {};
    if (exchangeOf(use)?.status === undefined) {
      return undefined;
    }
    if (error?.code === 'invalid-input') {
      return untested;
    }
    return error?.code === 'denied' && reason !== undefined && field !== 'network'
      ? passed(accountFact(use, exchangeOf(use)))
      : undefined;
  },
};

/** Sign-in in a single step, which either returns a token or fails. */
const signIn: Check = {
  label: checkLabels.signIn,
  judge: (use) =>
    use.token || lacksRight(use) ? passed(accountFact(use, signInOf(use)), ...answerOf(signInOf(use))) : undefined,
};

/** The signed-in account is allowed to get a token. */
const permission: Check = {
  label: checkLabels.permission,
  judge: ({ token }) => (token ? passed(issuedFact(token)) : undefined),
};

/** The token grants the requested scopes. */
const scope: Check = {
  label: checkLabels.scope,
  judge({ token, scopes, steps, uploads }) {
    if (token === null || (token && scopes.length === 0)) {
      return skipped;
    }
    if (token === undefined) {
      return undefined;
    }
    const { granted } = token;
    const fact = scopeFact(scopes, granted);
    const missing = missingScopes(granted ?? scopes, scopes);
    if (missing.length === 0) {
      return granted === undefined
        ? passed(fact, { id: 'untold', text: '' })
        : passed(fact, { id: 'granted', scopes: granted });
    }
    const realm = token.details?.realm;
    const host = realm === undefined ? hostOf(steps[0]) : new URL(realm).host;
    // What was granted may be enough to read.
    const goesOn = !uploads && grantsSome(scopes, granted ?? []);
    return {
      state: goesOn ? 'noted' : 'failed',
      fact,
      error: new AuthError('denied', 'Not everything was granted.', { details: { host, scopes: missing } }),
      ...(token.granted?.length ? { evidence: [{ id: 'granted', scopes: token.granted }] } : {}),
    };
  },
};

/** The clock skew between this machine and the services is within the tolerance. */
const clock: Check = {
  label: checkLabels.clock,
  judge({ steps, token }) {
    if (token === undefined) {
      return undefined;
    }
    const dated = steps.filter(({ headers, status }) => status !== undefined && headers.date !== undefined);
    const skew = dated.map(stepSkew).find((one) => one !== 0) ?? issuedAhead(token?.value, steps);
    if (skew === 0) {
      return dated.length === 0 ? skipped : passed(factTexts.inSync, { id: 'clock', text: '' });
    }
    const [step] = dated;
    return {
      state: 'noted',
      error: new AuthError('clock', 'The clocks differ.', {
        details: { ...(step ? { host: hostOf(step) } : {}), skew },
      }),
    };
  },
};

/** The token can read a manifest. */
const manifest: Check = {
  label: checkLabels.manifest,
  judge: ({ manifest: found, token }) =>
    found &&
    passed(
      digestFact(found.digest),
      { id: 'manifest', text: found.mediaType },
      { id: 'digest', text: found.digest },
      ...(token ? [] : [{ id: 'withoutToken' as const, text: '' }]),
    ),
};

/** Content can be read; it is often stored on another host. */
const blob: Check = {
  label: checkLabels.blob,
  judge: ({ blob: found }) =>
    found &&
    passed(
      blobFact(found),
      { id: 'blob', bytes: found.bytes },
      { id: 'digest', text: found.digest },
      ...(found.elsewhere === undefined ? [] : [{ id: 'storage' as const, text: found.elsewhere }]),
    ),
};

/** An upload can be started. */
const push: Check = {
  label: checkLabels.push,
  judge: ({ upload }) =>
    upload &&
    passed(upload.cancelled ? factTexts.cancelled : factTexts.left, {
      id: upload.cancelled ? 'cancelledUpload' : 'leftUpload',
      text: '',
    }),
};

/** The service accepts the token. */
const use: Check = {
  label: checkLabels.use,
  judge({ tried, steps, token }) {
    if (token === null) {
      return skipped;
    }
    return tried ? passed(statusFact(steps.at(-1)), ...answerOf(steps.at(-1))) : undefined;
  },
};

/** Sign-in at a registry with a token server, or with HTTP Basic. */
export const registryChecks: readonly Check[] = [address, api, challenge, tokenServer, credential, scope, clock];
/** Sign-in at a service with its own protocol. */
export const serviceChecks: readonly Check[] = [address, signIn, permission, clock];
export const pullChecks: readonly Check[] = [manifest, blob];
export const pushChecks: readonly Check[] = [push];
export const trialChecks: readonly Check[] = [use];

function stepSkew({ headers, startedAt, duration }: TraceStep): number {
  return clockSkew({ headers, sentAt: startedAt, receivedAt: startedAt + duration });
}

/** Clock skew of the token's issuer by the `iat` claim, in milliseconds; 0 if it isn't ahead beyond the tolerance. */
function issuedAhead(value: string | undefined, steps: readonly TraceStep[]): number {
  const decoded = value === undefined ? undefined : decodeToken(value);
  const issued = decoded?.format === 'jwt' && 'iat' in decoded.claims ? decoded.claims.iat : undefined;
  const last = steps.findLast(({ purpose }) => purpose === 'exchange');
  const ahead = typeof issued === 'number' && last ? issued * 1000 - (last.startedAt + last.duration) : 0;
  return ahead > CLOCK_TOLERANCE ? ahead : 0;
}
