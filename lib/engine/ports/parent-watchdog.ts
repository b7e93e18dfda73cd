/**
 * A process that interprets what people have written ends with its parent, also in the middle of an endless loop: then its main thread
 * hears nothing, and another thread looks. The first argument of its program is the process identifier of its parent.
 */
import { Worker } from 'node:worker_threads';

const WATCHDOG = `const { workerData } = require('node:worker_threads'); setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 1000);`;

export function endWithParent(): void {
  process.on('disconnect', () => process.exit(0));
  // As the parent has said: it may be gone before this process could ask who it was.
  const parent = Number(process.argv[2] ?? process.ppid);
  new Worker(WATCHDOG, { eval: true, execArgv: [], workerData: parent }).unref();
  // Ctrl-C in a terminal reaches every process of the group: it is the parent that decides about the end.
  process.on('SIGINT', () => {});
}
