/** Compares the transcripts of the simulator with what is said today: `npm run sim:scenarios [-- --write]`. */
import { runSimulator } from './sim-bundle.mjs';

await runSimulator('scenarios-run');
