/**
 * What this member tells of its mirror, and how the members bring what they hold of the timeline to the same.
 *
 * Each says once a second, with its word of itself, how much it holds; who holds more sends a part of it, and what is new at once. Who is
 * away catches up when it is there again. It decides nothing, and nobody waits for it.
 */
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { TOLD_TEXT_MAX } from '../../contract/mirror-timeline.ts';
import type { Story } from '../../contract/stories.ts';
import type { Takeover } from '../../contract/takeover.ts';
import type { Held, Timeline, TimelineEvent } from '../activity/timeline.ts';
import type { TimelineWord } from '../link/mirror-protocol.ts';
import type { CourseRecord } from '../mirror/course.ts';
import type { Clock } from '../ports/clock.ts';

/** The member that tells. */
interface Teller {
  readonly clock: Clock;
  config(): MirrorConfig;
  self(): MemberEntry;
  /** GUID of the primary that it followed last in this run as an async, else null. */
  readonly lastPrimary: string | null;
}

export class SharedTimeline {
  readonly #timeline: Timeline;
  readonly #member: Teller;
  readonly #stop: () => void;

  /** `tellOthers`: there is more, for whoever is connected. */
  constructor({ timeline }: { readonly timeline: Timeline }, member: Teller, tellOthers: () => void) {
    this.#timeline = timeline;
    this.#member = member;
    this.#stop = timeline.listen(tellOthers);
  }

  close(): void {
    this.#stop();
  }

  tell({ severity, text, story }: { severity: 0 | 1 | 2 | 3; text: string; story: Story }, takeover: CourseRecord | null = null): void {
    const { guid, name } = this.#member.self();
    this.#timeline.tell({
      mirrorGuid: this.#member.config().guid,
      memberGuid: guid,
      memberName: name,
      at: this.#member.clock.wallTime().toISOString(),
      severity,
      text: text.slice(0, TOLD_TEXT_MAX),
      story: { code: story.code, args: story.args.map((arg) => arg.slice(0, TOLD_TEXT_MAX)) },
      takeover: takeover && { ...takeover, from: this.#named(takeover) },
    });
  }

  /** One that was an async before it was promoted has followed as such. */
  #named({ from, cause }: CourseRecord): Takeover['from'] {
    const guid = from ?? (cause === 'promoted' || cause === 'forced' ? this.#member.lastPrimary : null);
    if (guid === null || guid === this.#member.self().guid) return null;
    return { guid, name: this.#member.config().members.find((entry) => entry.guid === guid)?.name ?? guid };
  }

  get held(): Held {
    return this.#timeline.held(this.#member.config().guid);
  }

  /** Newest first. */
  get events(): readonly TimelineEvent[] {
    return this.#timeline.of(this.#member.config().guid);
  }

  /** For a member that holds that; null when it lacks nothing, or does not say: then it would not understand. */
  wordFor(held: Held | undefined): TimelineWord | null {
    const events = held ? this.#timeline.lackedBy(this.#member.config().guid, held) : [];
    return events.length > 0 ? { kind: 'timeline', events } : null;
  }

  take({ events }: TimelineWord): void {
    this.#timeline.take(this.#member.config().guid, events);
  }
}
