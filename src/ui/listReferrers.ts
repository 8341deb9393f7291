import { l10n } from 'vscode';
import { type Connection, hostOf } from '../connections/connection.js';
import { findKind } from '../registries/index.js';
import type { Referrers } from '../registries/referrers.js';
import type { Choice } from './ask.js';
import { atHost } from './atHost.js';
import { chooseImage, type Image } from './chooseImage.js';
import type { Node } from './node.js';
import { openManifest } from './openManifest.js';
import { cancelled } from './quickInput.js';
import { type Listed, referrerRows, shortDigest } from './referrerRows.js';
import { back } from './steps.js';
import type { Surface } from './surface.js';
import { targetConnection } from './targetConnection.js';

/** Lists what is attached to an image, and opens or copies it. Nothing of it is verified, and the title says so. */
export async function listReferrers(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('List Referrers');
  const connection = await targetConnection(surface, title, node, 'images');
  const image = await chooseImage(surface, { title }, connection, node);
  await showReferrers(surface, connection, image, undefined);
}

interface Shown {
  readonly image: Image;
  readonly artifactType: string | undefined;
}

/** The list, and those that lead on from it, until something is opened or copied. */
async function showReferrers(
  surface: Surface,
  connection: Connection,
  start: Image,
  artifactType: string | undefined,
): Promise<void> {
  const trail: Shown[] = [{ image: start, artifactType }];
  for (;;) {
    const shown = trail.at(-1);
    if (shown === undefined) throw cancelled();
    const found = await read(surface, connection, shown);
    const next = await choose(surface, connection, shown, found, trail.length > 1);
    if (next === 'done') return;
    if (next === back) trail.pop();
    else trail.push(next);
  }
}

function read(surface: Surface, connection: Connection, { image, artifactType }: Shown): Promise<Referrers> {
  const { repository, reference } = image;
  const scopes = findKind(connection.kind)?.pullScopes?.(repository) ?? [];
  const text = l10n.t('Listing what is attached to {0} on {1}…', nameOf(image), hostOf(connection));
  return atHost(surface, { connection, scopes }, text, (tokens, options) =>
    tokens.uses.referrers(connection, repository, reference, {
      ...options,
      ...(artifactType === undefined ? {} : { artifactType }),
    }),
  );
}

/** What to show next; `done` when something was opened or copied. */
async function choose(
  surface: Surface,
  connection: Connection,
  shown: Shown,
  found: Referrers,
  canGoBack: boolean,
): Promise<Shown | 'done' | typeof back> {
  const { ask, now } = surface;
  const { repository } = shown.image;
  const picked = await ask.pick<Listed>({
    title: l10n.t('{0}: listed, not verified', nameOf(shown.image)),
    canGoBack,
    message: messageOf(connection, shown, found),
    placeholder: l10n.t('Choose one to copy or open'),
    choices: referrerRows(found, now()),
  });
  if (picked === back) return back;
  switch (picked.type) {
    case 'platform':
      return { image: { repository, reference: picked.digest }, artifactType: undefined };
    case 'filter': {
      const artifactType = await askType(surface, found);
      return artifactType === back ? shown : { ...shown, artifactType };
    }
    case 'index':
      await (
        await surface.documents()
      ).open(`${nameOf(shown.image)}.referrers.json`, `${JSON.stringify(found.index, null, 2)}\n`);
      return 'done';
    case 'referrer':
      return (await useReferrer(surface, connection, repository, picked)) === back ? shown : 'done';
  }
}

function messageOf(
  connection: Connection,
  { artifactType }: Shown,
  { referrers, source, complete }: Referrers,
): string {
  const host = hostOf(connection);
  const sentences = [
    referrers.length > 0
      ? l10n.t('What {0} says is attached; nobody has checked it.', host)
      : artifactType === undefined
        ? l10n.t('{0} says that nothing is attached.', host)
        : l10n.t('{0} says that nothing of type {1} is attached.', host, artifactType),
    source === 'tags' ? l10n.t('It has no listing of its own, so this is what clients keep under a tag.') : undefined,
    complete ? undefined : l10n.t('There is more, which could not be read.'),
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

function askType({ ask }: Surface, { referrers }: Referrers) {
  const types = [...new Set(referrers.flatMap((one) => one.artifactType ?? []))];
  return ask.pick<string>({
    title: l10n.t('List Referrers'),
    canGoBack: true,
    placeholder: l10n.t('Artifact type, such as application/spdx+json'),
    choices: types.map((type) => ({ label: type, value: type })),
    typed: (text) =>
      /^[\w.+/-]+$/.test(text)
        ? { label: text, value: text, icon: 'filter' }
        : l10n.t('An artifact type is a media type, such as application/spdx+json.'),
  });
}

async function useReferrer(
  surface: Surface,
  connection: Connection,
  repository: string,
  { digest, name }: Extract<Listed, { type: 'referrer' }>,
): Promise<typeof back | undefined> {
  const { ask, clipboard } = surface;
  const reference = `${hostOf(connection)}/${repository}@${digest}`;
  const choices: Choice<'digest' | 'reference' | 'manifest'>[] = [
    { label: l10n.t('Copy Digest'), icon: 'copy', description: shortDigest(digest), value: 'digest' },
    { label: l10n.t('Copy Reference'), icon: 'copy', description: reference, value: 'reference' },
    { label: l10n.t('Open Manifest as JSON'), icon: 'json', value: 'manifest' },
  ];
  const title = l10n.t('{0}: listed, not verified', name);
  const picked = await ask.pick({ title, canGoBack: true, placeholder: digest, choices });
  if (picked === back) return back;
  if (picked === 'manifest') {
    await openManifest(surface, connection, repository, digest);
    return undefined;
  }
  await clipboard.copyText(picked === 'digest' ? digest : reference);
  const text = picked === 'digest' ? l10n.t('Copied the digest.') : l10n.t('Copied the reference.');
  void ask.tell({ severity: 'info', text, actions: [] });
  return undefined;
}

function nameOf({ repository, reference }: Image): string {
  return reference.includes(':') ? `${repository}@${shortDigest(reference)}` : `${repository}:${reference}`;
}
