'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { TextLink } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { JournalFileFrame } from './journal-file-frame.tsx';
import { journalHref } from './journal-href.ts';

/** Summary: the header of the file in the words of the journal dump, and its neighbours. */
export function JournalSummaryPage({ target, file }: { target: Target; file: string }) {
  const t = useTranslations('journals');
  const format = useFormat();
  const live = useInstance(target, 'journal-summary', { file });
  const view = live.value;
  /** The dump's own notation, but for times and sizes, which every page writes alike. */
  const shown = (name: string, value: string) => {
    if (value === '') return '-';
    if (name === 'Time Created') return format.stamp(value);
    return name === 'Max Size' ? format.bytes(Number(value)) : value;
  };
  return (
    <JournalFileFrame target={target} page="summary" file={file} live={live}>
      {view && (
        <Panel title={t('header')} className="max-w-3xl">
          <dl lang="en" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
            {view.fields.map(({ name, value }) => (
              <div key={name} className="contents">
                <dt className="font-bold">{name}</dt>
                <dd className="break-all font-mono">{shown(name, value)}</dd>
              </div>
            ))}
          </dl>
          <ul className="mt-4 space-y-1">
            {view.previous && (
              <li>
                {view.previous.isHere ? (
                  <TextLink href={journalHref(target, 'summary', view.previous.name)}>
                    {t('summaryPage.previous', { name: view.previous.name })}
                  </TextLink>
                ) : (
                  t('summaryPage.previousGone', { name: view.previous.name })
                )}
              </li>
            )}
            <li>
              {view.next ? (
                <TextLink href={journalHref(target, 'summary', view.next.name)}>{t('summaryPage.next', { name: view.next.name })}</TextLink>
              ) : (
                t('summaryPage.none')
              )}
            </li>
          </ul>
        </Panel>
      )}
    </JournalFileFrame>
  );
}
