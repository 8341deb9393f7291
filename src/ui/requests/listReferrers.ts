import { l10n } from 'vscode';
import { type Connection, hostOf } from '../../connections/connection.js';
import { MANIFEST_ACCEPT } from '../../distribution/imageIndex.js';
import type { Referrers } from '../../distribution/referrers.js';
import { findKind } from '../../registries/index.js';
import { referenceHost } from '../../registries/shared/contentOrigin.js';
import { acquireContentOrigin } from '../acquire/acquireContentOrigin.js';
import { runWithProgress } from '../acquire/runWithProgress.js';
import { targetConnection } from '../choose/chooseConnection.js';
import { chooseImage, type Image } from '../choose/chooseImage.js';
import { titleFor } from '../localize.js';
import { type Choice, inform } from '../prompts/ask.js';
import { back } from '../prompts/multiStep.js';
import { cancelled } from '../prompts/quickInput.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { type Listed, referrerRows, shortDigest } from './referrerRows.js';
import { responseDocument } from './responseDocument.js';

/** Lists artifacts attached to an image, and opens or copies one. None is verified, and the title says so. */
export async function listReferrers(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('List Referrers');
  const connection = await targetConnection(surface, title, node, 'images', { asksMore });
  const content = await acquireContentOrigin(surface, connection);
  const image = await chooseImage(surface, { title: titleFor(connection, title) }, connection, content, node);
  await showReferrers(surface, { connection, host: referenceHost(content) }, image);
}

/** Whether nothing is sent before the image is asked for. Where another host has the content, a token names that host. */
function asksMore({ kind, address }: Connection): boolean {
  return findKind(kind)?.isIssuer?.(new URL(address).hostname) !== true;
}

/** Connection, and the host in its references. */
interface ReferencedHost {
  readonly connection: Connection;
  readonly host: string;
}

interface Wanted {
  readonly image: Image;
  readonly artifactType: string | undefined;
}

interface Shown extends Wanted {
  readonly found: Referrers;
}

/** Shows the list, and lists reached from it, until the user opens or copies something. */
async function showReferrers(surface: Surface, place: ReferencedHost, start: Image): Promise<void> {
  const trail: Shown[] = [await readReferrers(surface, place, { image: start, artifactType: undefined })];
  for (;;) {
    const shown = trail.at(-1);
    if (shown === undefined) {
      throw cancelled();
    }
    const next = await choose(surface, place, shown, trail.length > 1);
    if (next === 'done') {
      return;
    }
    if (next === back) {
      trail.pop();
    } else if (next !== shown) {
      trail.push(await readReferrers(surface, place, next));
    }
  }
}

async function readReferrers(surface: Surface, { connection, host }: ReferencedHost, wanted: Wanted): Promise<Shown> {
  const { image, artifactType } = wanted;
  const { repository, reference } = image;
  const scopes = findKind(connection.kind)?.pullScopes?.(repository) ?? [];
  const text = l10n.t('Listing what is attached to {0} on {1}…', nameOf(image), host);
  const found = await runWithProgress(surface, { connection, scopes }, text, (tokens, options, core) =>
    core.referrersOf(tokens, connection, repository, reference, {
      ...options,
      ...(artifactType === undefined ? {} : { artifactType }),
    }),
  );
  return { ...wanted, found };
}

/** Asks what to show next. Returns `shown` when that didn't change, and `done` after something was opened or copied. */
async function choose(
  surface: Surface,
  place: ReferencedHost,
  shown: Shown,
  canGoBack: boolean,
): Promise<Shown | Wanted | 'done' | typeof back> {
  const { ask, now } = surface;
  const { found } = shown;
  const { repository } = shown.image;
  const picked = await ask.pick<Listed>({
    title: l10n.t('{0}: listed, not verified', nameOf(shown.image)),
    canGoBack,
    message: messageOf(place, shown),
    placeholder: l10n.t('Choose an item to copy or open'),
    choices: referrerRows(found, now()),
  });
  if (picked === back) {
    return back;
  }
  switch (picked.type) {
    case 'platform':
      return { image: { repository, reference: picked.digest }, artifactType: undefined };
    case 'filter': {
      const artifactType = await askType(surface, found);
      return artifactType === back ? shown : { image: shown.image, artifactType };
    }
    case 'index':
      await (
        await surface.documents()
      ).open(`${nameOf(shown.image)} referrers`, { format: 'json', text: `${JSON.stringify(found.index, null, 2)}\n` });
      return 'done';
    case 'referrer':
      return (await useReferrer(surface, place, repository, picked)) === back ? shown : 'done';
  }
}

function messageOf({ host }: ReferencedHost, { artifactType, found }: Shown): string {
  const { referrers, source, complete } = found;
  const sentences = [
    referrers.length > 0
      ? l10n.t('Attached according to {0}; not verified.', host)
      : artifactType === undefined
        ? l10n.t('Nothing is attached, according to {0}.', host)
        : l10n.t('Nothing of type {1} is attached, according to {0}.', host, artifactType),
    source === 'tags' ? l10n.t('It has no referrers API, so the fallback tag was checked.') : undefined,
    complete ? undefined : l10n.t('The list is incomplete.'),
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
  { connection, host }: ReferencedHost,
  repository: string,
  { digest, name }: Extract<Listed, { type: 'referrer' }>,
): Promise<typeof back | undefined> {
  const { ask, clipboard } = surface;
  const reference = `${host}/${repository}@${digest}`;
  const choices: Choice<'digest' | 'reference' | 'manifest'>[] = [
    { label: l10n.t('Copy Digest'), icon: 'copy', description: shortDigest(digest), value: 'digest' },
    { label: l10n.t('Copy Reference'), icon: 'copy', description: reference, value: 'reference' },
    { label: l10n.t('Open Manifest as JSON'), icon: 'json', value: 'manifest' },
  ];
  const title = l10n.t('{0}: listed, not verified', name);
  const picked = await ask.pick({ title, canGoBack: true, placeholder: digest, choices });
  if (picked === back) {
    return back;
  }
  if (picked === 'manifest') {
    await openManifest(surface, connection, repository, digest);
    return undefined;
  }
  await clipboard.copyText(picked === 'digest' ? digest : reference);
  const text = picked === 'digest' ? l10n.t('Copied the digest.') : l10n.t('Copied the reference.');
  inform(ask, text);
  return undefined;
}

function nameOf({ repository, reference }: Image): string {
  return reference.includes(':') ? `${repository}@${shortDigest(reference)}` : `${repository}:${reference}`;
}

/** Opens a manifest exactly as the registry stores it. Shows any other response as such. */
async function openManifest(
  surface: Surface,
  connection: Connection,
  repository: string,
  digest: string,
): Promise<void> {
  const scopes = findKind(connection.kind)?.pullScopes?.(repository) ?? [];
  const wanted = { method: 'GET', path: `/v2/${repository}/manifests/${digest}`, accept: MANIFEST_ACCEPT } as const;
  const text = l10n.t('Reading a manifest from {0}…', hostOf(connection));
  const { answer } = await runWithProgress(surface, { connection, scopes }, text, (tokens, options, core) =>
    core.sendWithToken(tokens, connection, wanted, scopes, options),
  );
  const documents = await surface.documents();
  const whole = answer.status === 200 && answer.body.type === 'json' && answer.body.left === 0;
  await documents.open(
    `${repository}@${shortDigest(digest)}`,
    whole ? { format: 'json', text: `${answer.body.text}\n` } : responseDocument(answer),
  );
}
