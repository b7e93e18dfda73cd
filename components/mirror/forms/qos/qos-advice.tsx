'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { QOS_TIMEOUT_MS_MAX } from '@/lib/contract/units.ts';
import type { Target } from '@/lib/contract/live.ts';
import { rangeLengths } from '@/lib/contract/history-ranges.ts';
import type { QosAdvice, SpokenWords } from '@/lib/contract/qos-advice.ts';
import { falseAlarms, quietTimeoutMs, silenceMs } from '@/lib/contract/quality-of-service.ts';
import { QOS_ADVICE_ASKED_MS } from '@/lib/machine/waits.ts';
import { useQuestion } from '@/lib/query/use-question.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { Button } from '../../../ui/button.tsx';
import { DelayPicture } from './delay-picture.tsx';
import { DelayTable } from './delay-table.tsx';

/** The oldest bucket that is counted may begin so much later than seven days ago. */
const NEARLY_WHOLE = 0.99;

/**
 * Beside the Quality of Service timeout: how late the words of the others came, and what the number in the field would have meant. `typed`:
 * as it stands there.
 */
export function QosAdvisor({ target, typed }: { target: Target; typed: string }) {
  const { value, refusal } = useQuestion(target, 'qos-advice', {}, QOS_ADVICE_ASKED_MS);
  const t = useTranslations('qos');
  if (refusal || !value) return null;
  const timeoutMs = timeoutOf(typed);
  return (
    <section aria-label={t('title')} className="pb-2 sm:ml-64">
      <Meaning timeoutMs={timeoutMs} />
      {value.partner && value.since !== null && countOf(value.partner) > 0 ? (
        <Measured words={value.partner} advice={value} since={value.since} timeoutMs={timeoutMs} />
      ) : (
        <p className="text-sm text-ink-soft">{t('nothingMeasured')}</p>
      )}
    </section>
  );
}

/** Where there is no mirror yet. */
export function QosMeaning({ typed }: { typed: string }) {
  const t = useTranslations('qos');
  return (
    <div className="pb-2 sm:ml-64">
      <Meaning timeoutMs={timeoutOf(typed)} />
      <p className="text-sm text-ink-soft">{t('noMirrorYet')}</p>
    </div>
  );
}

function Meaning({ timeoutMs }: { timeoutMs: number | null }) {
  const t = useTranslations('qos');
  const format = useFormat();
  return timeoutMs === null ? null : (
    <p className="text-sm text-ink-soft">{t('meaning', { silence: format.count(silenceMs(timeoutMs)) })}</p>
  );
}

interface MeasuredProps {
  readonly words: SpokenWords;
  readonly advice: QosAdvice;
  readonly since: number;
  readonly timeoutMs: number | null;
}

function Measured({ words, advice, since, timeoutMs }: MeasuredProps) {
  const t = useTranslations('qos');
  const format = useFormat();
  const [isTable, setTable] = useState(false);
  const spanMs = advice.now - since;
  const span = spanMs >= rangeLengths['7d'].spanMs * NEARLY_WHOLE ? t('sevenDays') : format.duration(spanMs);
  const alarms =
    timeoutMs === null
      ? null
      : t('alarms', { timeout: format.count(timeoutMs), count: falseAlarms(words, timeoutMs, advice.qosTimeoutMs), span });
  const quiet = quietTimeoutMs(words, advice.qosTimeoutMs);
  const latest = words.late.at(-1)?.[0] ?? 0;
  const heard = t(latest === 0 ? 'heardInTime' : 'heard', { name: words.name, latest: format.count(Math.ceil(latest)), span });
  const arbiterAlarms = advice.arbiter && timeoutMs !== null ? falseAlarms(advice.arbiter, timeoutMs, advice.qosTimeoutMs) : 0;
  return (
    <>
      <p aria-live="polite" className="font-bold">
        {alarms}
      </p>
      {isTable ? (
        <DelayTable words={words} caption={t('caption', { name: words.name })} />
      ) : (
        <DelayPicture
          words={words}
          timeoutMs={timeoutMs}
          measuredMs={advice.qosTimeoutMs}
          sentence={together([t('caption', { name: words.name }), heard, alarms])}
        />
      )}
      <p className="text-sm text-ink-soft">
        {together([
          heard,
          quiet !== null && quiet > 0 && t('quiet', { timeout: format.count(quiet) }),
          arbiterAlarms > 0 && t('arbiterAlarms', { count: arbiterAlarms }),
        ])}
      </p>
      <Button size="small" onClick={() => setTable(!isTable)}>
        {t(isTable ? 'asPicture' : 'asTable')}
      </Button>
    </>
  );
}

/** A full stop of full width has its own space. */
function together(sentences: readonly (string | false | null)[]): string {
  const said = sentences.filter((sentence) => sentence !== false && sentence !== null);
  return said.join(said[0]?.endsWith('。') ? '' : ' ');
}

const countOf = ({ inTime, late }: SpokenWords) => inTime + late.reduce((sum, [, count]) => sum + count, 0);

/** null: no timeout that could be saved. */
function timeoutOf(typed: string): number | null {
  const value = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  return value <= QOS_TIMEOUT_MS_MAX ? value : null;
}
