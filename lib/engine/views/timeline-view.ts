/** The timeline of a mirror as the page shows it: with each takeover what was measured of it, and whether a person has seen it. */
import { accepted, type Outcome } from '../../contract/errors.ts';
import type { TimelineEntry, WriteGap } from '../../contract/mirror-timeline.ts';
import { roleStories } from '../../contract/stories.ts';
import type { InstanceQueryInput, InstanceView } from '../../contract/views.ts';
import type { TimelineEvent } from '../activity/timeline.ts';
import { memberOf } from '../commands/mirror-operation.ts';
import { isAcknowledged } from '../commands/timeline-orders.ts';
import type { Instance } from '../instance/instance.ts';
import { ADMITTED_EARLY_MS } from '../../machine/waits.ts';

const ENTRIES_MAX = 100;

export function mirrorTimeline(
  instance: Instance,
  { mirrorName, only }: InstanceQueryInput<'mirror-timeline'>,
): Outcome<InstanceView<'mirror-timeline'>> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const { name } = found.value.self();
  const { events } = found.value.timeline;
  const shown = only === 'all' ? events : events.filter(({ story }) => story !== null && roleStories.has(story.code));
  const newest = events.find(({ takeover }) => takeover !== null);
  const isNews = newest?.takeover?.from != null && !isAcknowledged(events, newest.takeover.term);
  return accepted({
    entries: shown.slice(0, ENTRIES_MAX).map((event) => toEntry(event, name, events)),
    headline: newest && isNews ? toEntry(newest, name, events) : null,
  });
}

function toEntry(event: TimelineEvent, ownName: string, events: readonly TimelineEvent[]): TimelineEntry {
  const { at, text, severity, story, takeover } = event;
  const told = event.mirrorGuid === null ? { key: `${at} ${text}`, member: ownName } : keyed(event);
  return { ...told, at, text, severity, story, takeover: takeover && { ...takeover, gap: gapOf(takeover.term, at, events) } };
}

const keyed = ({ memberGuid, memberName, sequence }: Extract<TimelineEvent, { mirrorGuid: string }>) => ({
  key: `${memberGuid} ${sequence}`,
  member: memberName,
});

/** The one in which clients were let in: another one of the same primary has another cause. */
function gapOf(term: number, admittedAt: string, events: readonly TimelineEvent[]): WriteGap | null {
  for (const { story } of events) {
    if (story?.code !== 'writes-paused' || story.args[1] !== String(term)) continue;
    const [ms, , lastAt = '', firstAt = ''] = story.args;
    if (Date.parse(lastAt) <= Date.parse(admittedAt) && Date.parse(firstAt) >= Date.parse(admittedAt) - ADMITTED_EARLY_MS)
      return { ms: Number(ms), lastAt, firstAt };
  }
  return null;
}
