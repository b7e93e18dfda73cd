'use client';
import { useTranslations } from 'use-intl';
import { useFormat } from '../../../messages/use-format.ts';
import type { BandLine, Segment } from './band-marks.ts';

/** A segment of the band as a sentence, and its state as a word. */
export function useSegmentWords() {
  const t = useTranslations('history');
  const format = useFormat();
  const stateOf = ({ isFailover }: BandLine, { state }: Segment) =>
    state === 'in-step' && !isFailover ? t('asyncInStep') : t(`state.${state}`);
  return {
    stateOf,
    sentenceOf: (line: BandLine, segment: Segment) =>
      t('segment', {
        name: line.name,
        state: stateOf(line, segment),
        from: format.dateTime(new Date(segment.from).toISOString()),
        to: format.dateTime(new Date(segment.to).toISOString()),
        duration: format.duration(segment.to - segment.from),
      }),
  };
}
