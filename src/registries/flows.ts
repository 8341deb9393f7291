// The flows that the core chunk answers for: kinds load them at the first token.
export { authenticateAcr } from './acr/entraFlow.js';
export { registryChecks, serviceChecks } from '../diagnosis/checks/checks.js';
export { authenticateShop, proveAtShop, revokeAtShop } from './magento/shopFlow.js';
export { authenticateGhcr } from './presets/ghcrFlow.js';
export { authenticateOci } from './flow/tokenFlow.js';
export { proveAtRegistry } from './flow/proof.js';
export { imageRequests } from './shared/readyRequests.js';
export { shopRequests } from './magento/shopRequests.js';
export { registryTerminals, shopTerminals, terminalsFor } from './shared/terminals.js';
export { acrTerminals } from './acr/terminals.js';
