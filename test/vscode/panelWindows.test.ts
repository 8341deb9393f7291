// The panels as their host sees them: which thing is shown where, and what a page may say.
import { strict as assert } from 'node:assert';
import { Uri } from 'vscode';
import { createPanel } from '../../src/ui/panel/panel.js';
import type { Here, PanelInput } from '../../src/ui/panel/view.js';
import { type FakePanel, fakePanel } from './fakePanel.js';

const about = (title: string, connectionId?: string): PanelInput => ({
  page: 'empty',
  tab: title,
  title,
  sentence: 'x',
  actions: {},
  ...(connectionId === undefined ? {} : { connectionId }),
});

describe('the panels', () => {
  let opened: FakePanel[];
  const complaints: string[] = [];
  const create = () => {
    opened = [];
    return createPanel(
      { extensionUri: Uri.file('/x'), translate: (text) => text, complain: (text) => void complaints.push(text) },
      () => {
        const fake = fakePanel();
        opened.push(fake);
        return fake.panel;
      },
    );
  };
  const titles = () => opened.map(({ panel }) => panel.title);

  it('show the next thing in place of the one before', () => {
    const panel = create();
    panel.show(about('first'));
    panel.show(about('second'));
    assert.deepEqual(titles(), ['second']);
  });

  it('keep the one that is kept open, until it no longer is', () => {
    const panel = create();
    panel.show(about('first'));
    opened[0]?.say({ type: 'keepOpen' });
    assert.equal(opened[0]?.told.at(-1)?.view.keptOpen, true);
    panel.show(about('second'));
    panel.show(about('third'));
    assert.deepEqual(titles(), ['first', 'third']);
    opened[0].say({ type: 'keepOpen' });
    assert.equal(opened[0].told.at(-1)?.view.keptOpen, false);
    panel.show(about('fourth'));
    assert.deepEqual(titles(), ['fourth', 'third']);
  });

  it('close with their connection, those kept open too', () => {
    const panel = create();
    panel.show(about('one', 'c1'));
    opened[0]?.say({ type: 'keepOpen' });
    panel.show(about('two', 'c2'));
    panel.close('c1');
    assert.deepEqual(
      opened.map(({ state }) => state.open),
      [false, true],
    );
    panel.dispose();
    assert.deepEqual(
      opened.map(({ state }) => state.open),
      [false, false],
    );
  });

  it('show elsewhere what comes after one was closed', () => {
    const panel = create();
    let here: Here | undefined;
    panel.show({ ...about('one'), actions: { fetchToken: (pressed) => (here = pressed) } });
    opened[0]?.say({ type: 'fetchToken' });
    opened[0]?.panel.dispose();
    here?.show(about('late'));
    assert.deepEqual(titles(), ['one', 'late']);
  });

  it('show beside the others what ends after something else has taken its place', () => {
    const panel = create();
    const pressed: Here[] = [];
    const fetched = { ...about('fetched', 'c1'), actions: { fetchToken: (here: Here) => void pressed.push(here) } };
    panel.show(fetched);
    opened[0]?.say({ type: 'fetchToken' });
    panel.show(about('pasted'));
    pressed[0]?.show(about('late'));
    assert.deepEqual(titles(), ['pasted', 'late']);

    panel.show(fetched);
    opened[0]?.say({ type: 'fetchToken' });
    panel.update(fetched, { ...fetched, tab: 'fetched, later' });
    pressed[1]?.show(about('first result'));
    pressed[1]?.show(about('second result'));
    assert.deepEqual(titles(), ['second result', 'late']);
  });

  it('say anew what time has overtaken, unless something else is shown by then', async () => {
    const panel = create();
    const ended: ((input: PanelInput | undefined) => void)[] = [];
    const ageing: PanelInput = { ...about('young'), anew: () => new Promise((resolve) => ended.push(resolve)) };
    panel.show(ageing);
    const [fake] = opened;
    assert.ok(fake);
    fake.say({ type: 'due' });
    const older = fake.until(({ same }) => same === true);
    ended[0]?.({ ...ageing, tab: 'older', title: 'older' });
    await older;
    assert.deepEqual(titles(), ['older']);

    fake.say({ type: 'due' });
    panel.show(about('another'));
    ended[1]?.({ ...ageing, tab: 'oldest' });
    fake.say({ type: 'due' });
    await new Promise(setImmediate);
    assert.deepEqual(titles(), ['another']);
    assert.equal(fake.told.at(-1)?.same, undefined);
  });

  it('stay as they are when they cannot be updated, which the log says', async () => {
    const panel = create();
    panel.show({ ...about('young'), anew: () => Promise.reject(new Error('secret text')) });
    opened[0]?.say({ type: 'due' });
    await new Promise(setImmediate);
    assert.deepEqual(titles(), ['young']);
    assert.deepEqual(complaints.splice(0), ['The inspection panel couldn’t be updated.']);
  });

  it('tell the page that something is the same when it is kept open or known better', () => {
    const panel = create();
    let here: Here | undefined;
    panel.show({ ...about('one'), actions: { fetchToken: (pressed) => (here = pressed) } });
    opened[0]?.say({ type: 'keepOpen' });
    assert.equal(opened[0]?.told.at(-1)?.same, true);
    opened[0].say({ type: 'fetchToken' });
    here?.update(about('one, known better'));
    assert.equal(opened[0].told.at(-1)?.same, true);
    here?.show(about('two'));
    assert.equal(opened[0].told.at(-1)?.same, undefined);
  });

  it('say so where a page could not show what it was sent', () => {
    const panel = create();
    panel.show(about('one'));
    opened[0]?.say({ type: 'failed' });
    assert.equal(complaints.splice(0).length, 1);
  });

  it('do nothing for what is no message of theirs, and say so', () => {
    const panel = create();
    let done = 0;
    panel.show({ ...about('one'), actions: { copyToken: () => (done += 1) } });
    for (const message of ['copyToken', { type: 'copyToken', text: 'x' }, { type: 'constructor' }, null]) {
      opened[0]?.say(message);
    }
    assert.equal(done, 0);
    assert.equal(complaints.length, 4);
    opened[0]?.say({ type: 'copyToken' });
    assert.equal(done, 1);
  });
});
