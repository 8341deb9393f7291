// The sections of npm run hardening, in the order of its table.
import { attacks, runAttacks } from './attacks.js';
import { crowd } from './crowd.js';
import { kills } from './kills.js';
import { mutations } from './mutations.js';
import { redactionSections } from './redaction.js';
import type { Section } from './section.js';
import { windows } from './windows.js';

const attackSection: Section = {
  name: 'attacks',
  run: async () => {
    const outcomes = await runAttacks();
    const bad = outcomes.filter(({ faults, leakedTo }) => faults.length + leakedTo.length > 0);
    return {
      attempted: attacks.length,
      survived: attacks.length - bad.length,
      leaked: outcomes.filter(({ leakedTo }) => leakedTo.length > 0).length,
      faults: bad.map(({ id, faults, leakedTo }) => [id, ...faults, ...leakedTo].join('; ')),
      figures: 'realm, challenge, redirect, address, host name, kept connection, endless answer',
    };
  },
};

export const sections: readonly Section[] = [attackSection, ...redactionSections, mutations, kills, windows, crowd];
