// Every situation as it really comes about: a server or a socket on this machine that behaves so, the product's own core
// against it, and what is made of the failure.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AuthError } from '../../src/auth/errors.js';
import { diagnose, type Diagnosis } from '../../src/diagnosis/diagnosis.js';
import { explain, type Speech } from '../../src/diagnosis/explanation.js';
import { situations } from '../../src/diagnosis/situations/index.js';
import { causes, nextSteps } from '../../src/diagnosis/texts.js';
import { clauseText, durationText, fill, plainText, same } from '../../src/text/message.js';
import { authErrorOf } from '../faults/authErrorOf.js';
import { places } from './situations/address.js';
import { editor } from './situations/editor.js';
import { entra } from './situations/entra.js';
import { kindRows } from './situations/kinds.js';
import { network } from './situations/network.js';
import { newStage, type Row } from './situations/stage.js';
import { onTheWay } from './situations/tls.js';
import { exchanges, tokenServers } from './situations/tokenServer.js';

const bundle = readFileSync(new URL('../../l10n/bundle.l10n.json', import.meta.url), 'utf8');
const listed = new Set(Object.keys(JSON.parse(bundle) as object));

const rows: readonly Row[] = [...network, ...onTheWay, ...places, ...tokenServers, ...entra, ...kindRows, ...editor];

const speech: Speech = {
  translate: same,
  reason: (reason) => clauseText(reason),
  time: (time) => new Date(time).toISOString(),
  duration: (length) => durationText('length', length),
  bytes: (count) => `${count} B`,
  day: (time) => new Date(time).toISOString().slice(0, 10),
  list: (items) => items.join(', '),
  scopes: (scopes) => scopes.join(' '),
};

/** Evidence by id, as it is shown but without the words around it. */
function evidenceOf({ evidence }: Diagnosis): Record<string, string> {
  return Object.fromEntries(
    evidence.map((one) => {
      if ('text' in one) {
        return [one.id, one.text];
      }
      if ('clause' in one) {
        return [one.id, clauseText(one.clause)];
      }
      if ('time' in one) {
        return [one.id, speech.time(one.time)];
      }
      if ('duration' in one) {
        return [one.id, speech.duration(one.duration)];
      }
      if ('phases' in one) {
        return [one.id, one.phases.map(({ phase }) => phase).join(' ')];
      }
      if ('certificate' in one) {
        return [one.id, one.certificate.subject];
      }
      return [one.id, 'bytes' in one ? `${one.bytes} B` : speech.scopes(one.scopes)];
    }),
  );
}

/** Names whose ports differ from run to run. */
function speltOut({ facts: { host = '', registry = '', origin = '' } }: Diagnosis): Record<string, string> {
  return { host, registry, origin };
}

const all: readonly (readonly [name: string, row: Row, warm: boolean])[] = [
  ...rows.map((row) => [row.situation, row, false] as const),
  // What a registry wants is known then, and asked anew after the failure.
  ...exchanges.map((row) => [`${row.situation}, after a token was had`, row, true] as const),
];

describe('situations', () => {
  it.each(all)('%s', async (_, row, warm) => {
    const stage = newStage({ warm });
    try {
      const error = await authErrorOf(row.happens(stage));
      const diagnosis = diagnose(error, { account: 'dana', saved: true });
      if (!diagnosis) {
        throw new Error('there is a diagnosis for everything', { cause: error });
      }
      expect(diagnosis.cause, JSON.stringify(error.details)).toBe(row.cause);
      // A reason that no translator sees would stay English.
      const unlisted: string[] = [];
      // The words of whatever keeps secrets are its own.
      const reason = error.code === 'storage' ? undefined : error.details?.reason;
      clauseText(reason ?? '', (text) => {
        if (text.includes(' ') && !listed.has(text)) {
          unlisted.push(text);
        }
        return text;
      });
      expect(unlisted).toEqual([]);
      const found = evidenceOf(diagnosis);
      for (const [id, expected] of Object.entries(row.evidence)) {
        if (typeof expected === 'string') {
          expect({ id, found: found[id] }).toEqual({ id, found: expected });
        } else {
          expect(found[id] ?? `no ${id}`).toMatch(expected);
        }
      }
      const explanation = explain(diagnosis, speech, { brief: false });
      if (typeof row.next === 'string') {
        expect(explanation.next).toBe(plainText(fill(row.next, speltOut(diagnosis)), 0));
      } else {
        expect(explanation.next).toMatch(row.next);
      }
      expect(diagnosis.actions).toEqual(row.offers);
      for (const brief of [true, false]) {
        const { cause, next, evidence } = explain(diagnosis, speech, { brief });
        const said = [cause, next, ...evidence].join('\n');
        expect(said).not.toMatch(/planted|undefined|\{|\[object/);
        expect(`${cause} ${next}`).not.toMatch(/ {2}|\.\.|^$/);
      }
      // What was refused is not tried again, and what failed on the way says nothing of the password.
      expect(stage.received()).toBe(row.sent ?? 0);
    } finally {
      await stage.strike();
    }
  });

  it('are at least 40, each with a cause, and every cause is among them', () => {
    expect(rows.length).toBeGreaterThanOrEqual(40);
    expect(new Set(rows.map(({ situation }) => situation)).size).toBe(rows.length);
    const seen = new Set<string>(rows.map(({ cause }) => cause));
    expect(Object.keys(causes).filter((cause) => !seen.has(cause))).toEqual([]);
  });

  it('of the network and of the service never lead to the password', () => {
    const elsewhere = [
      'dns',
      'unreachable',
      'timeout',
      'tls',
      'proxy',
      'rate-limited',
      'server-failed',
      'bad-response',
      'clock',
    ];
    const own = situations.filter(({ code }) => elsewhere.includes(code));
    expect(own.length).toBeGreaterThan(20);
    for (const { cause, next, unsaved, actions } of own) {
      for (const step of [next, unsaved ?? next]) {
        expect(nextSteps[step], cause).not.toMatch(/password|credential|user name|retype|enter (it|them)|secret/i);
      }
      expect(causes[cause].replace('The credential isn’t the problem.', ''), cause).not.toMatch(/credential|password/i);
      // The address may be wrong; what else would be edited is not.
      if (actions.includes('edit')) {
        expect(nextSteps[next], cause).toMatch(/address|port|protocol/);
      }
    }
  });

  it('in which a credential was refused are not tried again with a button', () => {
    const refused = situations.filter(({ cause }) =>
      /^(credential-|password-refused|locked|second-factor|session-ended)/.test(cause),
    );
    expect(refused.length).toBeGreaterThan(4);
    expect(refused.filter(({ actions }) => actions.includes('retry'))).toEqual([]);
  });

  it('are each reached: no row stands behind one that catches all', () => {
    for (const [index, { code, when }] of situations.entries()) {
      if (when === undefined) {
        expect(situations.slice(index + 1).filter((later) => later.code === code)).toEqual([]);
      }
    }
  });

  it('ask for nothing where nobody saved a connection', () => {
    for (const code of ['no-credential', 'refused', 'expired-credential'] as const) {
      const diagnosis = diagnose(new AuthError(code, ''), { host: 'registry.example', saved: false });
      expect(diagnosis && explain(diagnosis, speech, { brief: true }).next).not.toMatch(/edit the connection/i);
    }
  });

  it('are missing for what somebody cancelled', () => {
    expect(diagnose(new AuthError('cancelled', ''), { saved: true })).toBeUndefined();
  });
});
