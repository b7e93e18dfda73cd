/**
 * The SQL process of an instance: runs statements on copies of tables.
 *
 * A process of its own, because a query may take long and its engine answers only at the end: the instance must not stand still meanwhile, and killing is the one way
 * to stop it that always works. Requests come from the parent, one after the other; it ends with its parent.
 */
import { Worker } from 'node:worker_threads';
import { Projections } from './projection-host.ts';
import type { ProjectionRequest } from './protocol.ts';

const projections = new Projections();

process.on('message', ({ id, request }: { id: number; request: ProjectionRequest }) => {
  process.send?.({ id, outcome: projections.handle(request) });
});
process.on('disconnect', () => process.exit(0));
// In the middle of a statement this thread hears nothing, not even that its parent was killed: another thread looks.
const watchdog = `const { workerData } = require('node:worker_threads'); setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
new Worker(watchdog, { eval: true, execArgv: [], workerData: process.ppid }).unref();
// Ctrl-C in a terminal reaches every process of the group: it is the parent that decides about the end.
process.on('SIGINT', () => {});
