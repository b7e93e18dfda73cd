/** Runs simulated mirrors: `npm run sim -- --seed N | --seeds A..B | --soak`. */
import { runSimulator } from './sim-bundle.mjs';

await runSimulator('run');
