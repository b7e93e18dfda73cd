/**
 * What integrity checks found: the last of each database for the page, and all of them in `integ.txt` beside the instance's other logs
 * (portal facts 2.11).
 */
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import type { IntegrityReport } from '../../contract/databases.ts';
import { oneLine } from '../ports/one-line.ts';

export class IntegrityLog {
  readonly path: string;
  /** Newest first. */
  #reports: IntegrityReport[] = [];

  constructor(instanceDirectory: string) {
    this.path = path.join(instanceDirectory, 'mgr', 'integ.txt');
  }

  get reports(): readonly IntegrityReport[] {
    return this.#reports;
  }

  async add(report: IntegrityReport): Promise<void> {
    this.#reports = [report, ...this.#reports.filter(({ name }) => name !== report.name)];
    const found = report.problems.map(
      ({ page, node, text }) => `    ${page === null ? '' : `page ${page}: `}${node === '' ? '' : `${node}: `}${text}`,
    );
    const unlisted = report.problemCount - report.problems.length;
    const lines = [
      `${report.endedAt} ${report.name} ${report.directory}`,
      `    ${report.globals} globals, ${report.nodes} nodes, ${report.pages} pages read; ${report.problemCount === 0 ? 'no errors were found' : `${report.problemCount} errors were found`}`,
      ...found,
      ...(unlisted > 0 ? [`    and ${unlisted} more`] : []),
    ];
    await appendFile(this.path, `${lines.map(oneLine).join('\n')}\n`);
  }
}
