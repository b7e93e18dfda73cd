'use client';
import { useRouter } from 'next/navigation';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { cn } from '../ui/cn.ts';
import { inputStyle } from '../ui/field.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { BrowseTable } from './browse-table.tsx';
import { CatalogDetails } from './catalog-details.tsx';
import { ExecuteQuery } from './execute-query.tsx';
import { sqlHref } from './sql-href.ts';
import { nameOf, selectAllOf } from './table-name.ts';
import { TableTree } from './table-tree.tsx';

const tabs = ['catalog', 'execute', 'browse'] as const;
type Tab = (typeof tabs)[number];
const tabStyle =
  '-mb-px rounded-t-md border border-transparent px-3.5 py-2 text-sm font-bold text-navy hover:bg-sunken data-[state=active]:border-line data-[state=active]:border-b-raised data-[state=active]:bg-raised data-[state=active]:text-ink';

export function SqlPage({ target, namespace }: { target: Target; namespace: string }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const router = useRouter();
  const namespaces = useInstance(target, 'namespaces', {});
  const live = useInstance(target, 'sql-tables', { namespace });
  const [tab, setTab] = useState<Tab>('execute');
  const [chosen, setChosen] = useState<string | null>(null);
  const [text, setText] = useState('');
  const tables = live.value?.tables ?? [];
  const table = tables.find((one) => nameOf(one) === chosen) ?? null;
  const names = namespaces.value?.namespaces.map(({ name }) => name) ?? [];
  return (
    <>
      <PageRibbon crumbs={crumbsTo('/sql')} title={t('title.sql')} answeredAt={live.answeredAt} stale={live.stale !== null} />
      <PageBody>
        <StaleMark target={target} live={live} />
        <label className="flex flex-wrap items-center gap-3">
          <b>{t('sql.namespace')}</b>
          <select
            className={cn(inputStyle, 'w-60')}
            value={namespace}
            onChange={(event) => router.push(sqlHref(target, event.target.value))}
          >
            {(names.includes(namespace) ? names : [namespace, ...names]).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!live.value && !live.refusal && !live.stale && <Spinner />}
        {live.value && (
          <div className="grid items-start gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
            <TableTree tables={tables} chosen={chosen} onChoose={setChosen} />
            <Tabs.Root value={tab} onValueChange={(wanted) => setTab(tabs.find((one) => one === wanted) ?? 'execute')} className="min-w-0">
              <Tabs.List aria-label={t('sql.tabs.label')} className="flex flex-wrap gap-1 border-b border-line">
                {tabs.map((one) => (
                  <Tabs.Trigger key={one} value={one} className={tabStyle}>
                    {t(`sql.tabs.${one}`)}
                  </Tabs.Trigger>
                ))}
              </Tabs.List>
              <div className="rounded-b-lg border border-t-0 border-line bg-raised p-4">
                <Tabs.Content value="catalog">
                  <CatalogDetails
                    target={target}
                    namespace={namespace}
                    table={table}
                    onQuery={(wanted) => {
                      setText(selectAllOf(wanted));
                      setTab('execute');
                    }}
                  />
                </Tabs.Content>
                {/* Kept while another tab is looked at: a statement may still be running. */}
                <Tabs.Content value="execute" forceMount hidden={tab !== 'execute'}>
                  <ExecuteQuery key={namespace} target={target} namespace={namespace} text={text} onText={setText} />
                </Tabs.Content>
                <Tabs.Content value="browse">
                  {table ? (
                    <BrowseTable key={nameOf(table)} target={target} namespace={namespace} table={table} />
                  ) : (
                    <p className="italic text-ink-soft">{t('sql.chooseTable')}</p>
                  )}
                </Tabs.Content>
              </div>
            </Tabs.Root>
          </div>
        )}
      </PageBody>
    </>
  );
}
