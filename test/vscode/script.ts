// A person who was told beforehand what to answer, in place of the editor's prompts.
import { strict as assert } from 'node:assert';
import { AuthError, isAuthError } from '../../src/auth/errors.js';
import type { Ask, Choice, Message, PickQuestion, TextQuestion } from '../../src/ui/prompts/ask.js';
import { back } from '../../src/ui/prompts/multiStep.js';

/** One answer, to a question of that sort whose words contain `to`, where it says so. */
export type Reply =
  | { readonly text: string; readonly to?: string }
  /** What the label of the choice begins with. */
  | { readonly pick: string; readonly to?: string }
  /** Typed into a list that takes what is typed. */
  | { readonly type: string; readonly to?: string }
  | { readonly several: readonly string[]; readonly to?: string }
  /** The content of a file that is chosen. */
  | { readonly file: string | Uint8Array; readonly to?: string }
  | { readonly confirm: boolean; readonly to?: string }
  | { readonly back: true; readonly to?: string }
  | { readonly cancel: true; readonly to?: string };

export interface Script extends Ask {
  busy: Ask['busy'];
  pick: Ask['pick'];
  text: Ask['text'];
  /** Everything that was told. */
  readonly told: readonly Message[];
  /** Everything that was asked, as its words. */
  readonly asked: readonly string[];
  readonly revealed: readonly { readonly title: string; readonly value: string }[];
  readonly saved: readonly { readonly name: string; readonly text: string }[];
  /** Fails unless every answer was used. */
  done(): void;
}

/** `press` names the button for a message; undefined dismisses it. */
export function script(
  replies: readonly Reply[],
  press: (message: Message) => string | undefined = () => undefined,
): Script {
  const left = [...replies];
  const told: Message[] = [];
  const asked: string[] = [];
  const saved: { readonly name: string; readonly text: string }[] = [];
  const revealed: { readonly title: string; readonly value: string }[] = [];
  let confusion: unknown;

  /** The error path of the commands would turn it into a message. */
  const confused = (error: unknown): never => {
    confusion = error;
    throw new AuthError('cancelled', 'The test is confused.');
  };
  const answering = async <T>(answer: () => T): Promise<T> => {
    try {
      return answer();
    } catch (error) {
      return isAuthError(error) ? Promise.reject(error) : confused(error);
    }
  };

  function next<Sort extends string>(sort: Sort, words: string): Extract<Reply, Record<Sort, unknown>> | typeof back {
    asked.push(words);
    const reply = left.shift();
    assert.ok(reply, `nobody knows what to answer to: ${words}`);
    assert.ok(words.includes(reply.to ?? ''), `"${reply.to}" is not in: ${words}`);
    if ('back' in reply) {
      return back;
    }
    if ('cancel' in reply) {
      throw new AuthError('cancelled', 'Cancelled by the test.');
    }
    assert.ok(sort in reply, `the answer ${JSON.stringify(reply)} does not fit: ${words}`);
    return reply as Extract<Reply, Record<Sort, unknown>>; // the assertion above
  }

  const person: Script = {
    told,
    asked,
    revealed,
    saved,
    done() {
      if (confusion !== undefined) {
        // What assert threw.
        throw confusion as Error;
      }
      assert.deepEqual(left, [], `answers that nobody asked for; told: ${told.map(({ text }) => text).join(' ')}`);
    },
    pick: (question) =>
      answering(() => {
        const words = pickWords(question);
        if (left[0] !== undefined && 'type' in left[0]) {
          const reply = next('type', words);
          const choices = reply === back ? [] : [question.typed?.(reply.type)].flat();
          const choice = choices[0];
          assert.ok(typeof choice === 'object', `cannot be typed: ${JSON.stringify(choice)} in ${words}`);
          return choice.value;
        }
        const reply = next('pick', words);
        return reply === back ? back : chosen([...question.choices, ...(question.last ?? [])], reply.pick, words);
      }),
    pickSeveral: (question) =>
      answering(() => {
        const words = `${question.title}: ${question.placeholder}`;
        const reply = next('several', words);
        return reply === back ? back : reply.several.map((label) => chosen(question.choices, label, words));
      }),
    text: (question) =>
      answering(() => {
        const reply = next('text', textWords(question));
        if (reply === back) {
          return back;
        }
        assert.equal(question.validate?.(reply.text), undefined);
        return reply.text;
      }),
    file: ({ title }) =>
      answering(() => {
        const reply = next('file', title);
        assert.ok(reply !== back);
        return typeof reply.file === 'string' ? Buffer.from(reply.file) : reply.file;
      }),
    busy: async (_, work) => work(new AbortController().signal, person),
    progress: async (_, work) => work(new AbortController().signal),
    confirm: ({ message, detail }) =>
      answering(() => {
        const reply = next('confirm', `${message} ${detail}`);
        if (reply === back || !reply.confirm) {
          throw new AuthError('cancelled', 'Refused by the test.');
        }
      }),
    async save(file) {
      saved.push(file);
    },
    async reveal(secret) {
      revealed.push(secret);
    },
    async tell(message) {
      told.push(message);
      return press(message);
    },
  };
  return person;
}

function chosen<T>(choices: readonly Choice<T>[], label: string, words: string): T {
  const found = choices.find((choice) => choice.label.startsWith(label));
  assert.ok(found, `no "${label}" among ${choices.map((choice) => choice.label).join(' | ')} in ${words}`);
  return found.value;
}

function pickWords<T>({ title, message = '', placeholder }: PickQuestion<T>): string {
  return `${title}: ${message} ${placeholder}`;
}

function textWords({ title, prompt, placeholder = '', value = '' }: TextQuestion): string {
  return `${title}: ${prompt} [${placeholder}] "${value}"`;
}
