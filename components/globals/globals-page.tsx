'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { inputStyle } from '../ui/field.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { DatabaseGlobals } from './database-globals.tsx';
import { globalsHref } from './globals-href.ts';

export function GlobalsPage({ target, database, reference }: { target: Target; database: string; reference: string }) {
  const t = useTranslations();
  const router = useRouter();
  const live = useInstance(target, 'databases', {});
  const names = live.value?.databases.map(({ name }) => name) ?? [];
  return (
    <>
      <PageRibbon crumbs={[{ label: t('chrome.system') }, { label: t('title.globals') }]} title={t('title.globals')} answeredAt={live.answeredAt} stale={live.stale !== null} />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        <label className="flex flex-wrap items-center gap-3">
          <b>{t('globals.database')}</b>
          <select className={`${inputStyle} w-60`} value={database} onChange={(event) => router.push(globalsHref(target, event.target.value))}>
            <option value="" disabled>
              {t('globals.choose')}
            </option>
            {(database && !names.includes(database) ? [database, ...names] : names).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {database && <DatabaseGlobals target={target} database={database} reference={reference} />}
      </PageBody>
    </>
  );
}
