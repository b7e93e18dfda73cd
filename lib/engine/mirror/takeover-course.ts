/**
 * How long each step of a takeover took: read off the states that the machine goes through, as it goes through them.
 *
 * A ship's clock, which the mate notes beside each order of the captain: it steers nothing. What counts is the moment at which the machine
 * heard that something was done, by its own clock; the one time that is older is that of the primary's last word.
 * Questions that are asked again and again are one step, from the first to the end of the last. Refused: a step for each try, since a
 * member may ask for days until an ISCAgent is there again.
 */
import type { TakeoverCause, TakeoverStep } from '../../contract/takeover.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { Course, CourseRecord, CourseStep } from './course.ts';
import type { MirrorEvent } from './events.ts';
import type { Inquiry, MirrorState, Role, TakeoverPhase } from './state.ts';

const ofInquiry: Readonly<Record<Inquiry['kind'], TakeoverStep | null>> = {
  idle: null,
  'asking-partner': 'partner-asked',
  proposing: 'agreed',
  'asking-agent': 'agent-asked',
  'forcing-down': 'forced-down',
  fetching: 'fetched',
  'asking-arbiter': 'arbiter-asked',
};
/** Writing the term down is part of beginning its journal. */
const ofPhase: Readonly<Record<TakeoverPhase, TakeoverStep>> = {
  settle: 'settled',
  apply: 'applied',
  persist: 'journal-switched',
  'switch-journal': 'journal-switched',
  'open-databases': 'databases-open',
  'virtual-ip': 'virtual-ip-moved',
  open: 'clients-admitted',
};

/** What the machine is at, of that which may end with leading. */
function stepOf(role: Role): TakeoverStep | null {
  if (role.kind === 'deciding') return ofInquiry[role.inquiry.kind];
  if (role.kind === 'taking-over') return ofPhase[role.phase];
  return role.kind === 'backup' && role.handOverUntilMs !== null ? 'handed-over' : null;
}

const orderOf = (role: Role) => (role.kind === 'deciding' ? role.order : 'none');
/** Follows somebody, and is not about to lead. */
const isFollowing = (role: Role) => (role.kind === 'backup' && role.handOverUntilMs === null) || role.kind === 'synchronizing';

/** The course after a step of the machine from `before` to `after`, whose own course is not looked at. */
export function courseAfter(before: MirrorState, after: MirrorState, event: MirrorEvent, now: number): Course | null {
  const { role } = after;
  if (role.kind === 'primary' || role.kind === 'resigned' || role.kind === 'stopped' || isFollowing(role)) return null;
  const begun = begin(before, after, now);
  const course = begun ?? before.course ?? { beganMs: role.sinceMs, from: null, steps: [] };
  const was = begun === null ? stepOf(before.role) : null;
  const is = stepOf(role);
  const isTakeover = role.kind === 'taking-over' && before.role.kind !== 'taking-over';
  if (was === is && !isTakeover) return course;
  const bytes = event.kind === 'journal-fetched' ? event.bytes : 0;
  const steps = was === is ? course.steps : opened(closed(course.steps, was, { now, bytes }), is, now);
  return { ...course, steps, from: isTakeover ? formerPrimary(before) : course.from };
}

/** null: what goes on began earlier. */
function begin(before: MirrorState, { role }: MirrorState, now: number): Course | null {
  const { role: was } = before;
  const course = (beganMs: number, steps: readonly CourseStep[] = []): Course => ({ beganMs, from: null, steps });
  if (isFollowing(was)) {
    const isLost = role.kind === 'deciding' && role.order === 'none' && (was.kind === 'backup' || was.kind === 'synchronizing');
    if (!isLost) return course(now);
    return course(was.lastHeardMs, [{ step: 'noticed', fromMs: was.lastHeardMs, toMs: now, tries: 1, bytes: null }]);
  }
  return orderOf(was) === 'none' && orderOf(role) !== 'none' ? course(now) : null;
}

/** Who led last itself leads again: nobody was replaced. */
const formerPrimary = ({ durable }: MirrorState) => (durable.lastRole === 'backup' ? (durable.followed?.guid ?? null) : null);

const closed = (steps: readonly CourseStep[], step: TakeoverStep | null, end: { now: number; bytes: number }): readonly CourseStep[] =>
  steps.map((one) =>
    one.step === step && one.toMs === null ? { ...one, toMs: end.now, bytes: one.bytes === null ? null : one.bytes + end.bytes } : one,
  );

function opened(steps: readonly CourseStep[], step: TakeoverStep | null, now: number): readonly CourseStep[] {
  if (step === null) return steps;
  const earlier = steps.find((one) => one.step === step);
  if (earlier) return steps.map((one) => (one === earlier ? { ...earlier, toMs: null, tries: earlier.tries + 1 } : one));
  return [...steps, { step, fromMs: now, toMs: null, tries: 1, bytes: step === 'fetched' ? 0 : null }];
}

/** The takeover ends now, with its last step. */
export function recordOf(course: Course, { term, cause, now }: { term: Epoch; cause: TakeoverCause; now: number }): CourseRecord {
  const since = (time: number) => Math.round((time - course.beganMs) * 10) / 10;
  return {
    term,
    cause,
    from: course.from,
    tookMs: since(now),
    steps: course.steps.map(({ fromMs, toMs, ...step }) => ({ ...step, fromMs: since(fromMs), toMs: since(toMs ?? now) })),
  };
}
