/** A simulated run as text: one line for each event that means something, with what it led to. */
import type { JournalPosition } from '../journal/position.ts';
import type { AsyncEffect, AsyncEvent } from '../mirror/async-state.ts';
import type { Roll } from '../mirror/roll.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';

export const legend = [
  'time in simulated ms, host (a, b: failover members; c: arbiter; e, f, g: asyncs; -: the world), [role of the member], event  ->  effects in their order',
  'positions are file:offset; #n is the number of a question, s n of a data link; heartbeats, ticks, acknowledgements and receipts without consequence are left out',
].join('\n');

const at = ({ fileCount, offset }: JournalPosition) => `${fileCount}:${offset}`;

/** null: not worth a line by itself. */
export function eventLine(event: MirrorEvent | AsyncEvent): string | null {
  switch (event.kind) {
    case 'tick':
    case 'journal-became-durable':
    case 'primary-heard':
      return null;
    case 'backup-said':
    case 'primary-said':
      if (event.message.kind === 'heartbeat' || event.message.kind === 'acknowledge') return null;
      return `${event.kind} s${event.session} ${JSON.stringify(event.message)}`;
    case 'arbiter-said':
      return event.message.kind === 'heartbeat' ? null : `arbiter-said ${event.message.kind} ${event.message.arrangement}`;
    case 'history-compared':
      return `history-compared s${event.session} common ${at(event.common)} applied ${at(event.applied)}`;
    case 'agent-answered':
    case 'partner-answered':
      return `${event.kind} #${event.inquiry} ${JSON.stringify(event.kind === 'agent-answered' ? event.report : event.standing)}`;
    default: {
      const { kind, ...rest } = event;
      return `${kind} ${Object.entries(rest)
        .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
        .join(' ')}`;
    }
  }
}

export function effectLine(effect: Effect | AsyncEffect): string | null {
  switch (effect.kind) {
    case 'commit-through':
    case 'send-receipt':
      return null;
    case 'tell-primary':
    case 'tell-backup':
      if (effect.message.kind === 'heartbeat' || effect.message.kind === 'acknowledge') return null;
      return `${effect.kind} s${effect.session} ${effect.message.kind}`;
    case 'tell-arbiter':
      return effect.message.kind === 'heartbeat' ? null : `tell-arbiter ${effect.message.kind} ${effect.message.arrangement}`;
    case 'persist':
      return `persist epoch ${effect.durable.epoch}${effect.durable.stopped ? ' stopped' : ''}`;
    case 'log':
      return `"${effect.text}"`;
    case 'follow-from':
      return `follow-from s${effect.session} ${at(effect.position)}`;
    case 'ask-agent':
      return `ask-agent #${effect.inquiry} ${effect.question}`;
    case 'ask-partner':
      return `ask-partner #${effect.inquiry} ${effect.question.kind}`;
    case 'answer-partner':
      return effect.answer.kind === 'verdict' ? `answer ${effect.answer.accepted ? 'yes' : 'no'}` : `answer ${effect.answer.standing.role}`;
    case 'ask-members':
      return `ask-members #${effect.inquiry} ${effect.guids.join(' ')}`;
    case 'open-link-to':
      return `open-link-to ${effect.primary}`;
    case 'run-takeover-phase':
      return `run ${effect.phase}`;
    case 'close-follower':
      return `close-follower s${effect.session}`;
    default:
      return effect.kind;
  }
}

/** What is written down of who may lead. */
export const describeRoll = ({ version, members }: Roll) =>
  `version ${version}: ${members
    .filter(({ kind }) => kind === 'failover')
    .map(({ guid }) => guid.replace('guid-', ''))
    .join(' and ')}`;
