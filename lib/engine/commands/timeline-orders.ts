/** What a person, and the probe of writes, add to the timeline of a mirror. */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { TimelineEvent } from '../activity/timeline.ts';
import type { Instance } from '../instance/instance.ts';
import { memberOf } from './mirror-operation.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

export const isAcknowledged = (events: readonly TimelineEvent[], term: number) =>
  events.some(({ story }) => story?.code === 'takeover-acknowledged' && story.args[1] === String(term));

export async function acknowledgeTakeover(
  instance: Instance,
  { mirrorName, term }: Fields<'acknowledge-takeover'>,
): Promise<Outcome<null>> {
  const member = memberOf(instance, mirrorName);
  if (!member.ok) return member;
  const { events } = member.value.timeline;
  const takeover = events.find((event) => event.takeover?.term === term);
  if (takeover?.mirrorGuid == null) return refused('P641', [member.value.config().name, String(term)]);
  if (!isAcknowledged(events, term)) member.value.tell(0, 'takeover-acknowledged', takeover.memberName, String(term));
  return accepted(null);
}

export async function noteWriteGap(
  instance: Instance,
  { mirrorName, ms, lastAt, firstAt }: Fields<'note-write-gap'>,
): Promise<Outcome<null>> {
  const member = memberOf(instance, mirrorName);
  if (!member.ok) return member;
  if (!member.value.isPrimary) return refused('P642', [mirrorName]);
  member.value.tell(1, 'writes-paused', String(ms), String(member.value.driver.state.durable.epoch), lastAt, firstAt);
  return accepted(null);
}
