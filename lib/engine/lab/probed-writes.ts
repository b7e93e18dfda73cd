/** The probe of writes of this lab: one process at most, and whom its gaps are told. */
import type { LabView } from '../../contract/views.ts';
import type { WriteProbeSettings } from '../../contract/write-probe.ts';
import { pause, quietClock } from '../ports/clock.ts';
import { ControlClient } from '../ports/control-client.ts';
import type { HostedProcess } from './hosted-process.ts';
import { type ProbedGap, writeProbeMessageSchema } from './write-probe-report.ts';

/** Who leads says so within that time, or the gap is told nobody. */
const TELL_TRIES = 40;
const RETRY_MS = 250;

export interface ProbingLab {
  /** A process on the host of the clients. */
  host(settings: WriteProbeSettings, onMessage: (message: unknown) => void): HostedProcess;
  /** Control sockets of the instances that run. */
  controlPaths(): readonly string[];
  log(text: string): void;
}

export class ProbedWrites {
  readonly #lab: ProbingLab;
  #process: HostedProcess | null = null;
  #view: LabView['writeProbe'] = null;

  constructor(lab: ProbingLab) {
    this.#lab = lab;
  }

  get process(): HostedProcess | null {
    return this.#process;
  }

  get view(): LabView['writeProbe'] {
    return this.#process?.state === 'down' ? null : this.#view;
  }

  /** Rejects when it cannot be started. */
  async start(settings: WriteProbeSettings): Promise<void> {
    await this.stop();
    const { mirrorName, database } = settings;
    this.#view = { mirrorName, database, acknowledged: 0, lastError: null };
    const probe = this.#lab.host(settings, (message) => {
      const said = writeProbeMessageSchema.safeParse(message);
      if (!said.success || this.#process !== probe) return;
      if (said.data.kind === 'gap') return void this.#tell(mirrorName, said.data.gap);
      const { acknowledged, lastError } = said.data;
      this.#view = { mirrorName, database, acknowledged, lastError };
    });
    this.#process = probe;
    await probe.start();
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    this.#view = null;
    await running?.kill();
  }

  /** The member that leads puts it into the timeline; only the members know which one that is. */
  async #tell(mirrorName: string, gap: ProbedGap): Promise<void> {
    for (let tries = 0; tries < TELL_TRIES; tries += 1) {
      for (const path of this.#lab.controlPaths()) if (await isTaken(path, mirrorName, gap)) return;
      await pause(quietClock, RETRY_MS);
    }
    this.#lab.log(`the probe of writes measured ${gap.ms} ms until ${gap.firstAt}, and no primary of ${mirrorName} took note of it`);
  }
}

async function isTaken(controlPath: string, mirrorName: string, gap: ProbedGap): Promise<boolean> {
  const client = await ControlClient.connect(controlPath).catch(() => null);
  if (!client) return false;
  try {
    return (await client.command({ kind: 'note-write-gap', mirrorName, ...gap })).ok;
  } catch {
    return false;
  } finally {
    client.close();
  }
}
