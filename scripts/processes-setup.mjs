// Vitest's global set-up for the tests on real processes: they run the same bundle as the product.
import { buildEngine } from './build-engine.mjs';

export default buildEngine;
