/** What `npm run compare` is made of, for its bundle. */
export { compareDatabases } from './compare.ts';
export { mirroredCopies, pairsOf } from './mirrored-copies.ts';
