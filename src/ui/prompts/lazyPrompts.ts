import type { Ask } from './ask.js';

/** The editor's prompts, loaded with the first question to keep activation fast. */
export function lazyPrompts(load: () => Promise<{ readonly prompts: Ask }>): Ask {
  return {
    pick: async (question) => (await load()).prompts.pick(question),
    pickSeveral: async (question) => (await load()).prompts.pickSeveral(question),
    text: async (question) => (await load()).prompts.text(question),
    file: async (question) => (await load()).prompts.file(question),
    busy: async (place, work) => (await load()).prompts.busy(place, work),
    progress: async (title, work) => (await load()).prompts.progress(title, work),
    confirm: async (question) => (await load()).prompts.confirm(question),
    tell: async (message) => (await load()).prompts.tell(message),
    reveal: async (secret) => (await load()).prompts.reveal(secret),
    save: async (file) => (await load()).prompts.save(file),
  };
}
