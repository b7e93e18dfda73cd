'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { Button } from '../ui/button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { grownLog } from './grown-log.ts';
import { type LogLine, MessagesTable, severityKey } from './messages-table.tsx';
import { LINES_AT_FIRST } from './watches.ts';

const LINES_MAX = 5000;
const severities = [0, 1, 2, 3] as const;

/** The last lines of messages.log, newest last, as they are written: opened at the newest. */
export function MessagesLogPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const [limit, setLimit] = useState(LINES_AT_FIRST);
  const [atLeast, setAtLeast] = useState(0);
  const live = useInstance(target, 'messages-log', { limit });
  const log = live.value;
  const [known, setKnown] = useState<readonly LogLine[]>([]);
  const lines = log ? grownLog(known, log.lines) : known;
  if (lines !== known) setKnown(lines);
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/logs/messages')}
        title={t('title.messagesLog')}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!log && !live.refusal && !live.stale && <Spinner />}
        {log && (
          <>
            <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
              <label className="flex items-center gap-2">
                {t('messagesLog.severity')}
                <select
                  className="min-h-8 rounded-md border border-line-strong bg-raised px-1.5"
                  value={atLeast}
                  onChange={(event) => setAtLeast(Number(event.target.value))}
                >
                  <option value={0}>{t('messagesLog.severityAll')}</option>
                  {severities.slice(1).map((severity) => (
                    <option key={severity} value={severity}>
                      {t('messagesLog.severityAtLeast', { name: t(severityKey(severity)) })}
                    </option>
                  ))}
                </select>
              </label>
              <span className="min-w-0 break-all">
                <b>{t('messagesLog.file')}</b> {log.path}
              </span>
              {log.truncated && (
                <span>
                  {limit < LINES_MAX ? t('messagesLog.truncated', { count: limit }) : t('messagesLog.stillTruncated', { count: limit })}
                </span>
              )}
              {log.truncated && limit < LINES_MAX && (
                <Button size="small" onClick={() => setLimit(LINES_MAX)}>
                  {t('messagesLog.showEntire')}
                </Button>
              )}
            </div>
            <MessagesTable
              caption={t('messagesLog.caption', { instance: target })}
              lines={atLeast === 0 ? lines : lines.filter((line) => line.severity >= atLeast)}
            />
          </>
        )}
      </PageBody>
    </>
  );
}
