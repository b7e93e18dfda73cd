/** A simulated operating system process: it can be killed, and stopped and continued; what reaches it while stopped waits in order. */
export class Process {
  readonly host: string;
  readonly name: string;
  alive = true;
  paused = false;
  private readonly waiting: (() => void)[] = [];

  constructor(host: string, name: string) {
    this.host = host;
    this.name = name;
  }

  /** Runs `action` in the process: now, when it is continued, or never. */
  deliver(action: () => void): void {
    if (!this.alive) return;
    if (this.paused) this.waiting.push(action);
    else action();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    while (!this.paused && this.alive) {
      const action = this.waiting.shift();
      if (action === undefined) return;
      action();
    }
  }
}
