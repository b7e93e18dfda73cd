/**
 * For whom a question to an agent is, and which process an order means: the rules that keep one member's silence from being taken for
 * another's death.
 *
 * An address is only where somebody listens. A letter that is put into the wrong box is given back unopened: whoever lives there does not
 * answer in the name of the one on the envelope, however well he knows the matter. (Refused: believing any agent of the mirror, since each
 * sees only its own host.)
 */
import type { AgentReport, MeantProcess, Standing } from '../mirror/dialogue.ts';

/** A member of one mirror, by the GUIDs that never change. */
export interface MemberName {
  readonly mirrorGuid: string;
  readonly memberGuid: string;
}

/** Whether an instance that is `living` is the member that a question is for. */
export const isFor = (question: MemberName, living: MemberName): boolean =>
  question.mirrorGuid === living.mirrorGuid && question.memberGuid === living.memberGuid;

/**
 * Whether a report is no other member's own word. Of a process that is down or says nothing there is no word to compare; who may report of
 * it is judged by `isFor`.
 */
export const isWordOf = (guid: string, report: AgentReport): boolean =>
  report.instance === 'down' || report.standing === null || report.standing.guid === guid;

/**
 * `kill`: the process that runs is meant. `spare`: it is not, so the one that was meant is gone. `unclear`: it does not say what it leads,
 * or was started meanwhile and could lead; whoever asked asks again.
 */
export type Aim = 'kill' | 'spare' | 'unclear';

/** What an order to force a member down does to the process that runs now. `standing` null: it does not answer, or has none. */
export function aimOf(
  meant: MeantProcess,
  running: { readonly process: string; readonly isResponsive: boolean; readonly standing: Standing | null },
): Aim {
  switch (meant.kind) {
    case 'running':
      return 'kill';
    case 'hanging':
      return running.process === meant.process ? 'kill' : 'unclear';
    case 'process':
      return running.process === meant.process ? 'kill' : 'spare';
    case 'older-term':
      if (!running.isResponsive) return 'unclear';
      return running.standing !== null && leads(running.standing) && running.standing.epoch < meant.than ? 'kill' : 'spare';
  }
}

const leads = ({ role }: Standing) => role === 'primary' || role === 'taking-over';
