/** Plants bugs in the engine, in memory, and looks whether the simulator finds them: `npm run sim:mutants [-- --only NAME]`. */
import { runSimulator } from './sim-bundle.mjs';

await runSimulator('mutants-run');
