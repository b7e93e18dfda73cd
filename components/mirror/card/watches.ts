import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import type { LabView } from '@/lib/contract/views.ts';
import { watch } from '@/lib/contract/watch.ts';
import { type LabMirror, type MirrorMember, mirrorsOf, questionOf, speakerOf, spokesmanOf } from './mirrors-of.ts';

const watchesOf = (mirror: LabMirror, speaker: MirrorMember | null): LiveWatch[] =>
  speaker
    ? [
        watch(speaker.target, 'mirror-monitor', questionOf(speaker, mirror)),
        watch(speaker.target, 'mirror-topology', questionOf(speaker, mirror)),
        watch(speaker.target, 'mirror-timeline', { ...questionOf(speaker, mirror), only: 'all' }),
      ]
    : [];

/** Of the cards of all mirrors. `lab` null: it has not answered yet, and nobody is known. */
export const allCardsWatches = (lab: LabView | null): LiveWatch[] =>
  (lab ? mirrorsOf(lab) : []).flatMap((mirror) => watchesOf(mirror, speakerOf(mirror)));

/** Of what a page of this instance tells of its mirrors. */
export function cardWatches(lab: LabView | null, target: Target): LiveWatch[] {
  return (lab ? mirrorsOf(lab) : []).flatMap((mirror) => {
    const own = mirror.members.find((member) => member.target === target);
    return own ? watchesOf(mirror, spokesmanOf(mirror, own)) : [];
  });
}

/** Of what the Mirror Monitor of a member that does not answer tells by the word of others. */
export const toldWatches = (lab: LabView | null, target: Target): LiveWatch[] =>
  cardWatches(lab, target).filter((one) => one.target !== target);
