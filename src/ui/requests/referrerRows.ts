import { l10n } from 'vscode';
import type { ArtifactWord } from '../../distribution/artifactType.js';
import type { Descriptor } from '../../distribution/imageIndex.js';
import type { Referrer, Referrers } from '../../distribution/referrers.js';
import { durationText } from '../../text/message.js';
import { bytes, translate } from '../localize.js';
import { type Choice, headed } from '../prompts/ask.js';

/** Labels of artifact types in a list, in English. */
export const artifactWords: Readonly<Record<ArtifactWord, string>> = {
  signature: 'Signature',
  SBOM: 'SBOM',
  provenance: 'Provenance',
  'vulnerability report': 'Vulnerability report',
  'VEX statement': 'VEX statement',
  attestation: 'Attestation',
  image: 'Image',
  other: 'Other artifact',
};

/** Value of a row in the list. */
export type Listed =
  | { readonly type: 'referrer'; readonly digest: string; readonly name: string }
  | { readonly type: 'platform'; readonly digest: string; readonly name: string }
  | { readonly type: 'index' }
  | { readonly type: 'filter' };

// No check marks, because the artifacts are not verified.
const icons: Readonly<Record<ArtifactWord, string>> = {
  signature: 'edit',
  SBOM: 'list-tree',
  provenance: 'history',
  'vulnerability report': 'bug',
  'VEX statement': 'comment',
  attestation: 'note',
  image: 'package',
  other: 'file',
};

/**
 * Rows for attached artifacts, the images of an index, and further actions. `now` is in milliseconds since the epoch.
 */
export function referrerRows({ referrers, platforms, index }: Referrers, now: number): Choice<Listed>[] {
  return [
    ...headed(
      referrers.map((one) => referrerRow(one, now)),
      l10n.t('Attached'),
    ),
    ...headed(
      platforms.map((one) => platformRow(one)),
      l10n.t('Images in this index, each with its own list'),
    ),
    ...headed(
      [
        ...(index === undefined
          ? []
          : [{ label: l10n.t('Open Index as JSON'), icon: 'json', value: { type: 'index' } as const }]),
        { label: l10n.t('List One Artifact Type Only…'), icon: 'filter', value: { type: 'filter' } as const },
      ],
      l10n.t('Actions'),
    ),
  ];
}

function referrerRow(one: Referrer, now: number): Choice<Listed> {
  const { word, digest, size, annotations = {}, artifactType, mediaType, tag } = one;
  const created = Date.parse(annotations['org.opencontainers.image.created'] ?? '');
  const facts = [
    shortDigest(digest),
    size === undefined ? undefined : bytes(size),
    created < now ? durationText('ago', now - created, translate) : undefined,
    tag === undefined ? undefined : l10n.t('tag {0}', tag),
  ];
  const said = Object.entries(annotations).map(([name, value]) => `${name}=${value}`);
  return {
    label: translate(artifactWords[word]),
    icon: icons[word],
    description: joined(facts),
    detail: joined([artifactType ?? mediaType, ...said]).slice(0, 300),
    value: { type: 'referrer', digest, name: translate(artifactWords[word]) },
  };
}

function platformRow({ platform, digest, size }: Descriptor): Choice<Listed> {
  const name = platform ?? l10n.t('Image');
  return {
    label: name,
    icon: 'package',
    description: joined([shortDigest(digest), bytes(size)]),
    value: { type: 'platform', digest, name },
  };
}

export function shortDigest(digest: string): string {
  return digest.replace(/^([^:]*:.{12}).+$/, '$1…');
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
