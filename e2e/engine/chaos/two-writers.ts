/**
 * Watches that never two members acknowledge writes at the same time: one client at each member's own address, writing all the time.
 *
 * A write that was sent after another had been acknowledged is later than it, wherever the two were. So the acknowledgements fall into
 * turns of one member each. A member that is out of its turn must start anew before it can have another: two turns of one member closer
 * together than that mean that it never stopped.
 */
import { LoadedClients } from '../loaded-clients.ts';
import { type ChaosMirror, DATABASE } from './chaos-mirror.ts';

/** Less than a process needs to start, join and take over. */
const TURN_GAP_MS = 400;

export class TwoWriters {
  /** What these clients wrote, to be read back like everything else. */
  loads: readonly LoadedClients[] = [];
  readonly violations: string[] = [];
  #turn: { host: string; endMs: number } | null = null;
  readonly #lastTurnEndMs = new Map<string, number>();

  static async start(mirror: ChaosMirror, { betweenWritesMs }: { betweenWritesMs: number }): Promise<TwoWriters> {
    const watch = new TwoWriters();
    watch.loads = await Promise.all(
      mirror.hosts.map((host) =>
        LoadedClients.start(mirror.lab, {
          clients: 1,
          database: DATABASE,
          address: mirror.addressOf(host),
          global: `At${host}`,
          betweenWritesMs,
          onAcknowledged: (sentMs, acknowledgedMs) => watch.#note(host, sentMs, acknowledgedMs),
        }),
      ),
    );
    return watch;
  }

  #note(host: string, sentMs: number, acknowledgedMs: number): void {
    const turn = this.#turn;
    if (turn?.host === host) turn.endMs = acknowledgedMs;
    // Sent before the other's last acknowledgement: it may have been the earlier one.
    if (turn?.host === host || (turn && sentMs <= turn.endMs)) return;
    if (turn) this.#lastTurnEndMs.set(turn.host, turn.endMs);
    const gapMs = acknowledgedMs - (this.#lastTurnEndMs.get(host) ?? Number.NEGATIVE_INFINITY);
    if (gapMs < TURN_GAP_MS)
      this.violations.push(
        `${host} acknowledged a write ${Math.round(gapMs)} ms after its last one, and ${turn?.host ?? ''} one in between`,
      );
    this.#turn = { host, endMs: acknowledgedMs };
  }
}
