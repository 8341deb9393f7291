import type { RegistryKind } from '../kind.js';
import { alibaba } from './alibaba.js';
import { artifactory } from './artifactory.js';
import { cloudsmith } from './cloudsmith.js';
import { digitalOcean } from './digitalOcean.js';
import { dockerHub } from './dockerHub.js';
import { ghcr } from './ghcr.js';
import { gitea } from './gitea.js';
import { gitlab } from './gitlab.js';
import { google } from './google.js';
import { harbor } from './harbor.js';
import { htpasswd } from './htpasswd.js';
import { ibm } from './ibm.js';
import { nexus } from './nexus.js';
import { zot } from './zot.js';

/** Services with the generic protocol. Those with their own hosts come first, the least distinctive ping last. */
export const presets: readonly RegistryKind[] = [
  dockerHub,
  ghcr,
  gitlab,
  google,
  artifactory,
  gitea,
  digitalOcean,
  ibm,
  alibaba,
  cloudsmith,
  harbor,
  nexus,
  zot,
  htpasswd,
];
