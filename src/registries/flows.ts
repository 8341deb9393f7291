// The flows that the core chunk answers for: kinds load them at the first token.
export { authenticateAcr } from './acr/entraFlow.js';
export { registryChecks, serviceChecks } from './checks/checks.js';
export { authenticateShop, proveAtShop, revokeAtShop } from './magento/shopFlow.js';
export { authenticateGhcr } from './presets/ghcrFlow.js';
export { authenticateOci } from './ociFlow.js';
export { proveAtRegistry } from './proof.js';
export { imageRequests } from './readyRequests.js';
export { shopRequests } from './magento/shopRequests.js';
export { registryTerminals, shopTerminals, terminalsFor } from './terminals.js';
export { acrTerminals } from './acr/terminals.js';
