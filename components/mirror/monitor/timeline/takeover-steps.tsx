'use client';
import { useTranslations } from 'use-intl';
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { barsOf } from './bars.ts';
import { useTakeoverWords } from './use-takeover-words.ts';

/** A step that took longer than that is explained. */
const LONG_MS = 1000;

/** The steps of a takeover on one axis of time, the measured gap above them. Each bar is a sentence for those who do not see it. */
export function TakeoverSteps({ entry, takeover }: { entry: TimelineEntry; takeover: NonNullable<TimelineEntry['takeover']> }) {
  const t = useTranslations('timeline');
  const format = useFormat();
  const { ms } = useTakeoverWords();
  const bars = barsOf(Date.parse(entry.at), takeover);
  const [longest] = bars.filter(({ step }) => step !== 'gap').sort((one, other) => other.to - other.from - (one.to - one.from));
  return (
    <>
      <ol aria-label={t('steps', { member: entry.member })} className="mt-2 max-w-3xl space-y-1 text-xs">
        {bars.map(({ step, from, to, left, width, isWidened, tries, bytes }) => {
          const name = bytes === null ? t(`step.${step}`) : t('step.fetchedBytes', { bytes: format.bytes(bytes) });
          const sentence = step === 'gap' ? 'gapSentence' : tries > 1 ? 'triedSentence' : 'stepSentence';
          return (
            <li key={step}>
              <span className="sr-only">{t(sentence, { step: name, from: ms(from), took: ms(to - from), tries })}</span>
              <span aria-hidden="true" className="grid grid-cols-[1fr_5.5rem] items-center gap-x-3 sm:grid-cols-[13rem_1fr_5.5rem]">
                <span className={step === 'gap' ? 'font-bold' : ''}>{tries > 1 ? t('tried', { step: name, tries }) : name}</span>
                <svg aria-hidden="true" className="order-last col-span-2 h-3 w-full sm:order-none sm:col-span-1">
                  <rect width="100%" height="100%" rx="2" fill="var(--sunken)" />
                  <rect
                    x={`${left}%`}
                    width={`${width}%`}
                    height="100%"
                    rx="2"
                    fill={step === 'gap' ? 'var(--danger)' : step === 'noticed' ? 'var(--warning)' : 'var(--series-1)'}
                  />
                </svg>
                <span className="text-right tabular-nums">
                  {isWidened ? '† ' : ''}
                  {ms(to - from)}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
      {longest && longest.to - longest.from >= LONG_MS && (
        <p className="mt-1 text-xs text-ink-soft">
          {t(longest.step === 'noticed' ? 'longestNoticed' : 'longest', {
            step: t(`step.${longest.step}`),
            took: ms(longest.to - longest.from),
          })}
        </p>
      )}
    </>
  );
}
