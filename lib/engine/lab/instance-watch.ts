/**
 * Follows what one instance says of itself, as long as it serves: the lab's picture shows what processes say, never what the lab believes.
 */
import { instanceQueries, type InstanceView } from '../../contract/views.ts';
import { ControlClient } from '../ports/control-client.ts';
import { pause, systemClock } from '../ports/clock.ts';

/** Between two attempts to reach an instance that runs but does not serve yet. */
const RETRY_MS = 250;

export class InstanceWatch {
  private readonly controlPath: string;
  private readonly heard: () => void;
  private client: ControlClient | null = null;
  private isFollowing = false;
  private isLooping = false;
  /** The last answer; null while nobody answers. */
  summary: InstanceView<'summary'> | null = null;

  /** `heard`: it says something else than before. */
  constructor(controlPath: string, heard: () => void) {
    this.controlPath = controlPath;
    this.heard = heard;
  }

  /** Follows from now on, through any number of disconnections, until `leave`. */
  follow(): void {
    this.isFollowing = true;
    if (!this.isLooping) void this.keepFollowing();
  }

  leave(): void {
    this.isFollowing = false;
    this.summary = null;
    this.client?.close();
  }

  private async keepFollowing(): Promise<void> {
    this.isLooping = true;
    while (this.isFollowing) {
      try {
        this.client = await ControlClient.connect(this.controlPath);
        this.client.watch('summary', {}, (outcome) => {
          const parsed = outcome.ok ? instanceQueries.summary.output.safeParse(outcome.value) : null;
          this.summary = parsed?.success && this.isFollowing ? parsed.data : null;
          this.heard();
        });
        await this.client.closed;
      } catch {
        // It does not serve at the moment: asked again below.
      }
      this.client = null;
      this.summary = null;
      if (this.isFollowing) await pause(systemClock, RETRY_MS);
    }
    this.isLooping = false;
  }
}
