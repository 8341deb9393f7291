// The flows that the core chunk answers for: kinds load them at the first token.
export { authenticateAcr } from './acr/entraFlow.js';
export { authenticateShop } from './magento/shopFlow.js';
export { authenticateGhcr } from './presets/ghcrFlow.js';
export { authenticateOci } from './ociFlow.js';
