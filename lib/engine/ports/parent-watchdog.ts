/**
 * A process that interprets what people have written ends with its parent, also in the middle of an endless loop: then its main thread
 * hears nothing, and another thread looks.
 */
import { Worker } from 'node:worker_threads';

const WATCHDOG = `const { workerData } = require('node:worker_threads'); setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 1000);`;

export function endWithParent(): void {
  process.on('disconnect', () => process.exit(0));
  new Worker(WATCHDOG, { eval: true, execArgv: [], workerData: process.ppid }).unref();
  // Ctrl-C in a terminal reaches every process of the group: it is the parent that decides about the end.
  process.on('SIGINT', () => {});
}
