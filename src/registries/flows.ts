// The flows that the core chunk answers for: kinds load them at the first token.
export { authenticateShop } from './magento/shopFlow.js';
export { authenticateOci } from './ociFlow.js';
