import { acr } from './acr.js';
import { artifactory } from './artifactory.js';
import { digitalOcean } from './digitalOcean.js';
import { dockerHub } from './dockerHub.js';
import { ecr } from './ecr.js';
import { ghcr } from './ghcr.js';
import { gitea } from './gitea.js';
import { gitlab } from './gitlab.js';
import { google } from './google.js';
import { harbor } from './harbor.js';
import { ibm } from './ibm.js';
import type { KindTokens } from './kindTokens.js';
import { magento } from './magento.js';
import { nexus } from './nexus.js';
import { quay } from './quay.js';
import { zot } from './zot.js';

/** By id of the kind; absent where nothing beyond the registered claims is known. */
export const kindTokens: Readonly<Record<string, KindTokens>> = {
  acr,
  quay,
  magento,
  ecr,
  'ecr-public': ecr,
  'docker-hub': dockerHub,
  gitlab,
  harbor,
  gitea,
  google,
  ghcr,
  zot,
  artifactory,
  nexus,
  digitalocean: digitalOcean,
  ibm,
};
