'use client';
import { useTranslations } from 'use-intl';
import { type Curve, type Curves, summaryOf } from './curve-data.ts';
import { useMoment, useSeriesName, valueText } from './use-values.ts';

const PERCENT = 100;
/** Seldom at zero, or nearly always known: not worth a sentence. */
const WORTH_SAYING = 0.995;

/** What a curve says, for those who cannot see it: the last and the largest value, and how much of the range is known. */
export function useCurveSentence() {
  const t = useTranslations('history');
  const nameOf = useSeriesName();
  const moment = useMoment();
  const percent = (share: number) => String(Math.round(share * PERCENT));
  return ({ kind, series }: Curve, { at, backupShare, commitCount, isStale = false }: Curves, isLong: boolean): string => {
    const known = series.flatMap((one) => {
      const summary = summaryOf(one.values, at);
      return summary ? [{ one, summary }] : [];
    });
    if (kind === 'commits' && commitCount === 0) return t('noCommits');
    if (known.length === 0) return t('noData', { name: t(`curve.${kind}`) });
    const sentences = known.flatMap(({ one, summary: { last, isNow, most, mostAt, zeroShare, knownShare } }) => [
      t(isNow && !isStale ? 'now' : 'ended', {
        name: nameOf(one),
        last: valueText(kind, last),
        most: valueText(kind, most),
        at: moment(mostAt, isLong),
      }),
      ...(zeroShare > 0 && kind !== 'commits' ? [t('atZero', { share: percent(zeroShare) })] : []),
      ...(knownShare < WORTH_SAYING && kind !== 'commits' ? [t('known', { share: percent(knownShare) })] : []),
    ]);
    if (kind === 'commits' && backupShare !== null) sentences.push(t('backupShare', { share: percent(backupShare) }));
    // A full stop of full width has its own space.
    return sentences.join(sentences[0]?.endsWith('。') ? '' : ' ');
  };
}
