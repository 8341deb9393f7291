// What the core chunk exports to the registry kinds: their flows load with the first token.
export { authenticateAcr } from './acr/entraFlow.js';
export { registryChecks, serviceChecks } from '../diagnosis/checks/checkDefinitions.js';
export { authenticateShop, proveAtShop, revokeAtShop } from './magento/shopFlow.js';
export { authenticateGhcr } from './presets/ghcrFlow.js';
export { authenticateOci } from './flow/tokenFlow.js';
export { testAtRegistry } from './flow/tokenTest.js';
export { imageRequests } from './shared/readyRequests.js';
export { shopRequests } from './magento/shopRequests.js';
export { registryTerminals, shopTerminals, terminalsFor } from './shared/terminalCommands.js';
export { acrTerminals } from './acr/terminalCommands.js';
