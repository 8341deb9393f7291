import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { fakeJwt } from '../auth/jwtFixture.js';
import { answer as respond, challenge, json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  clearNotifications,
  clickNotification,
  contextMenu,
  notification,
  openView,
  pick,
  pickSeveral,
  quickInput,
  quickStep,
  row,
  rowAction,
  runCommand,
  welcomeButton,
} from './workbench.ts';

const LOGIN = { username: 'dana', password: 'not a real password' };
const basic = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;

/**
 * How many prompts lie between a person and a token. Each test answers exactly those that are allowed: one more, and what
 * it waits for never comes.
 */
describe('the way to a token', () => {
  let editor: Editor;
  let registry: FaultServer;
  let htpasswd: FaultServer;
  let page: Page;
  let prompts = 0;
  beforeAll(async () => {
    registry = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="registry.example.com"`),
      '/token': (request, response) => {
        const scopes = new URL(request.url ?? '', origin).searchParams.getAll('scope').map((scope) => scope.split(':'));
        const isOpen = request.headers.authorization === basic;
        const access = scopes
          .filter(([, name = '']) => isOpen || name.startsWith('public/'))
          .map(([type, name, actions = '']) => ({ type, name, actions: isOpen ? actions.split(',') : ['pull'] }));
        const now = Math.floor(Date.now() / 1000);
        const token = fakeJwt({ sub: isOpen ? 'dana' : '', access, iat: now, exp: now + 3600 });
        const isWrong = request.headers.authorization !== undefined && !isOpen;
        (isWrong ? respond(401) : json(200, { token }))(request, response);
      },
    }));
    htpasswd = await startFault(() => ({
      '/v2/': (request, response) => {
        response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
        (request.headers.authorization === basic ? json(200, {}) : challenge('Basic realm="Registry"'))(
          request,
          response,
        );
      },
    }));
    editor = await startEditor({ vsix });
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await Promise.all([registry.stop(), htpasswd.stop()]);
  });
  keepFailures(() => editor);

  /** Counts what the person answers. */
  const prompt = async (act: Promise<unknown>): Promise<void> => {
    prompts += 1;
    await act;
  };
  /** What was asked until this is seen, and nothing is asked any more. */
  const until = async (seen: Promise<unknown>): Promise<number> => {
    await seen;
    await quickInput(page).waitFor({ state: 'hidden' });
    await clearNotifications(page);
    const asked = prompts;
    prompts = 0;
    return asked;
  };

  it('in the playground is three clicks, one of them on a prompt', async () => {
    await welcomeButton(page, 'Try the Playground');
    await clickNotification(page, 'playground runs', 'Fetch Token');
    await prompt(pick(page, 'Fetch Token', 'pull on team/app'));
    expect(await until(notification(page, 'can pull'))).toBe(1);
    await runCommand(page, 'Registry Auth: Stop the Playground');
    await row(page, 'Playground').waitFor({ state: 'hidden' });
  });

  it('of an image that needs a password is four prompts', async () => {
    await runCommand(page, 'Registry Auth: Add Connection');
    await prompt(answer(page, 'Paste a registry host', `${registry.host}/team/app:1.0`));
    await prompt(pick(page, 'team/app isn’t public. How do you sign in?', 'User name and password'));
    await prompt(answer(page, 'User name', LOGIN.username));
    await prompt(answer(page, 'Password', LOGIN.password));
    expect(await until(notification(page, 'dana can pull from team/app'))).toBe(4);
  });

  it('to copy, from the palette and with one connection, is one prompt', async () => {
    await runCommand(page, 'Registry Auth: Copy Token');
    await prompt(pick(page, 'Copy Token', 'pull on team/app'));
    expect(await until(notification(page, 'Copied the token for pull on team/app'))).toBe(1);
  });

  it('that may push too, where one to pull is known, is three actions', async () => {
    await rowAction(page, `${registry.host}, OCI registry`, 'Fetch Token');
    await prompt(pick(page, 'Fetch Token', 'Other actions on team/app'));
    await prompt(pickSeveral(page, 'Actions on team/app', ['push']));
    expect(1 + (await until(notification(page, 'push to team/app')))).toBe(3);
  });

  it('after the password has changed is two prompts', async () => {
    await contextMenu(page, `${registry.host}, OCI registry`, 'Edit Connection');
    await prompt(pick(page, 'What do you want to change', 'Sign-In'));
    await prompt(answer(page, 'Password', LOGIN.password));
    expect(await until(notification(page, `Saved ${registry.host}`))).toBe(2);
  });

  it('of a connection with another name is one prompt before', async () => {
    await row(page, `${registry.host}, OCI registry`).click();
    await page.keyboard.press('F2');
    await prompt(answer(page, 'Display name', 'Work'));
    expect(await until(row(page, 'Work, ').waitFor())).toBe(1);
  });

  it('of a registry with htpasswd users is three prompts', async () => {
    await runCommand(page, 'Registry Auth: Add Connection');
    await prompt(answer(page, 'Paste a registry host', `${htpasswd.host}/team/app:1.0`));
    await prompt(answer(page, 'User name', LOGIN.username));
    await prompt(answer(page, 'Password', LOGIN.password));
    expect(await until(notification(page, 'HTTP Basic'))).toBe(3);
  });

  it('of a public image is one prompt', async () => {
    await runCommand(page, 'Registry Auth: Add Connection');
    await prompt(answer(page, 'Paste a registry host', `${registry.host}/public/app:1.0`));
    expect(await until(notification(page, 'pull from public/app'))).toBe(1);
    const sent = registry.received.filter(({ url }) => url.includes('public'));
    expect(sent.flatMap(({ rawHeaders }) => rawHeaders).filter((text) => text.startsWith('Basic '))).toEqual([]);
  });

  it('after a wrong password sends it once, however often Enter is pressed', async () => {
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', `${registry.host}/team/app:1.0`);
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', LOGIN.username);
    await answer(page, 'Password', 'wrong');
    const wrong = () =>
      registry.received.filter(({ rawHeaders }) =>
        rawHeaders.includes(`Basic ${Buffer.from('dana:wrong').toString('base64')}`),
      ).length;
    await (await quickStep(page, 'What now')).press('Enter');
    const field = await quickStep(page, 'Password');
    for (let time = 0; time < 3; time += 1) {
      await field.press('Enter');
    }
    expect(await field.inputValue()).toBe('');
    expect(wrong()).toBe(1);
    await answer(page, 'Password', LOGIN.password);
    await notification(page, 'can pull');
  });
});
