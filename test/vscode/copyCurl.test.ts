// A request that is copied as a curl command: for which shell, and what is told.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import type { TraceStep } from '../../src/auth/trace.js';
import { shellAt } from '../../src/text/shell.js';
import { copyStep } from '../../src/ui/inspect/copyCurl.js';
import { type Reply, type Script, script } from './script.js';
import { type TestSurface, testSurface } from './testSurface.js';

const step: TraceStep = {
  purpose: 'exchange',
  method: 'GET',
  url: 'https://r.example/token',
  authorization: 'bearer',
  requestHeaders: {},
  startedAt: 0,
  duration: 1,
  headers: {},
};

describe('a request that is copied as a curl command', () => {
  let surface: TestSurface;
  before(async () => {
    surface = await testSurface(script([]));
  });
  beforeEach(() => env.clipboard.writeText('untouched'));
  after(() => surface.dispose());

  /** The terminals of these windows run elsewhere, so nothing depends on the shell of whoever runs the tests. */
  async function copied(one: Partial<TraceStep>, replies: readonly Reply[], button?: string): Promise<Script> {
    const buttons = [button];
    const person = script(replies, () => buttons.shift());
    const trace = { machine: 'm', steps: [{ ...step, ...one }] };
    await copyStep({ ...surface, ask: person, terminalMachine: 'SSH' }, trace, 0);
    person.done();
    return person;
  }

  it('is written for the shell of the default terminal profile, without a question', async () => {
    const own = shellAt(env.shell);
    const person = script(own === undefined ? [{ pick: 'bash', to: 'For which shell?' }] : []);
    await copyStep({ ...surface, ask: person }, { machine: 'm', steps: [step] }, 0);
    person.done();
    const label = own?.label ?? 'bash, zsh or sh';
    assert.equal(
      person.told[0]?.text,
      `Copied the request as a curl command for ${label}. Variables replace the secrets.`,
    );
    assert.match(await env.clipboard.readText(), /^curl(\.exe)? .*REGISTRY_TOKEN.* https:\/\/r\.example\/token$/);
  });

  it('asks for the shell where terminals run on another machine', async () => {
    const { told } = await copied({}, [{ pick: 'fish', to: 'Copy as curl:  For which shell?' }]);
    assert.deepEqual(told[0]?.actions, ['Copy for Another Shell…']);
    assert.match(told[0].text, /for fish\./);
  });

  it('can be copied for another shell', async () => {
    const { told } = await copied({}, [{ pick: 'fish' }, { pick: 'Command Prompt' }], 'Copy for Another Shell…');
    assert.match(told.at(-1)?.text ?? '', /for Command Prompt \(cmd\)\./);
    assert.match(await env.clipboard.readText(), /"Authorization: Bearer %REGISTRY_TOKEN%"/);
  });

  it('is offered only for the shells that can take it', async () => {
    const json = { contentType: 'application/json', text: '{"password":"$PASSWORD"}' };
    await assert.rejects(copied({ body: json }, [{ pick: 'PowerShell' }]));
    assert.equal(await env.clipboard.readText(), 'untouched');
    await copied({ body: json }, [{ pick: 'bash' }]);
    assert.match(await env.clipboard.readText(), /--data-raw '\{"password":"'"\$REGISTRY_PASSWORD"'"\}'/);
  });

  it('is not copied if no shell can take it', async () => {
    const { told } = await copied({ requestHeaders: { Accept: 'a\ntouch x' } }, []);
    assert.match(told[0]?.text ?? '', /can’t be copied as a command.* a line break/);
    assert.deepEqual([told[0]?.severity, told[0]?.actions], ['error', ['Show Log']]);
    assert.equal(await env.clipboard.readText(), 'untouched');
  });
});
