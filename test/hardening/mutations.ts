// Random and damaged texts for everything that reads what strangers send: nothing may crash, hang or take longer than
// its input grows.
import { type Parser, parsers } from './parsers.js';
import { type Random, random } from './random.js';
import type { Section } from './section.js';

const COUNT = { short: 20_000, full: 1_000_000 };
/** Milliseconds that a text of a few hundred characters never takes, not even on a busy machine. */
const HANG = 5000;
/** Time for ten times the input, over the time for the input; quadratic is 100. A machine that tests is never quiet. */
const MOST_GROWTH = { short: 40, full: 12 };

export const mutations: Section = {
  name: 'mutations',
  run: async (size) => {
    const each = Math.ceil(COUNT[size] / parsers.length);
    const faults = parsers.flatMap((parser, index) => damage(parser, each, random(index + 1)));
    const growths = parsers.flatMap((parser) => growthsOf(parser, MOST_GROWTH[size]));
    const slow = growths.filter(({ growth }) => growth > MOST_GROWTH[size]);
    const attempted = each * parsers.length + growths.length;
    const worst = growths.reduce((most, one) => (one.growth > most.growth ? one : most));
    return {
      attempted,
      survived: attempted - faults.length - slow.length,
      leaked: 0,
      faults: [...faults, ...slow.map(({ text, growth }) => `${text} takes ${growth.toFixed(1)} times as long`)],
      figures: `10 times the input takes at most ${worst.growth.toFixed(1)} times as long (${worst.text})`,
    };
  },
};

function damage(parser: Parser, count: number, random: Random): string[] {
  const faults: string[] = [];
  for (let done = 0; done < count; done += 1) {
    const text = done % 4 === 0 ? noise(parser, random) : damaged(random.pick(parser.seeds), parser, random);
    const started = performance.now();
    try {
      parser.read(text);
    } catch (error) {
      faults.push(`${parser.name} threw ${String(error).slice(0, 100)} for ${JSON.stringify(text).slice(0, 200)}`);
    }
    const time = performance.now() - started;
    if (time > HANG) {
      faults.push(`${parser.name} took ${time.toFixed(0)} ms for ${JSON.stringify(text).slice(0, 200)}`);
    }
  }
  return faults;
}

function noise({ pieces }: Parser, random: Random): string {
  return Array.from({ length: random.below(40) }, () =>
    random.below(3) === 0 ? String.fromCharCode(random.below(0x10000)) : random.pick(pieces),
  ).join('');
}

function damaged(seed: string, { pieces }: Parser, random: Random): string {
  let text = seed;
  for (let left = 1 + random.below(6); left > 0; left -= 1) {
    const [from, to] = [random.below(text.length + 1), random.below(text.length + 1)];
    text = random.pick<() => string>([
      () => text.slice(0, from) + random.pick(pieces) + text.slice(from),
      () => text.slice(0, from) + text.slice(from + 1 + random.below(4)),
      () => text.slice(0, from) + text.slice(Math.min(from, to), Math.max(from, to)) + text.slice(from),
      () =>
        text.slice(0, from) +
        String.fromCharCode(text.charCodeAt(from) ^ (1 << random.below(7))) +
        text.slice(from + 1),
      () => text.slice(0, from),
    ])();
  }
  return text;
}

interface Growth {
  readonly text: string;
  readonly growth: number;
}

function growthsOf(parser: Parser, most: number): Growth[] {
  return parser.hard.map((make, index) => {
    const [small, large] = [make(parser.large / 10), make(parser.large)];
    let growth = Infinity;
    // Another program can only make it look worse.
    for (let tries = 0; tries < 8 && growth > most; tries += 1) {
      growth = Math.min(growth, costOf(() => parser.read(large)) / costOf(() => parser.read(small)));
    }
    return { text: `${parser.name}, hard text ${index + 1}`, growth };
  });
}

/** Milliseconds of this process for one call: of the fastest of some, each repeated until it can be measured. */
function costOf(call: () => void): number {
  let calls = 1;
  let best = Infinity;
  for (let samples = 0; samples < 4;) {
    const before = process.cpuUsage();
    for (let count = 0; count < calls; count += 1) {
      call();
    }
    const { user, system } = process.cpuUsage(before);
    const time = (user + system) / 1000;
    if (time < 8) {
      calls *= 2; // also the warm-up
    } else {
      best = Math.min(best, time / calls);
      samples += 1;
    }
  }
  return best;
}
