'use client';
import { useRouter } from 'next/navigation';
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
import { DatabaseGlobals } from './database-globals.tsx';
import { globalsHref } from './globals-href.ts';
import { NamespaceGlobals } from './namespace-globals.tsx';

/** Globals of one namespace or of one database: choosing the one leaves the other. */
export function GlobalsPage({
  target,
  namespace,
  database,
  reference,
}: {
  target: Target;
  namespace: string;
  database: string;
  reference: string;
}) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const router = useRouter();
  const live = useInstance(target, 'namespaces', {});
  return (
    <>
      <PageRibbon crumbs={crumbsTo('/globals')} title={t('title.globals')} answeredAt={live.answeredAt} stale={live.stale !== null} />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        <div className="flex flex-wrap gap-x-8 gap-y-2">
          <PlaceSelect
            label={t('globals.namespace')}
            none={t('globals.chooseNamespace')}
            names={live.value?.namespaces.map(({ name }) => name) ?? []}
            value={namespace}
            onChoose={(name) => router.push(globalsHref(target, { namespace: name }))}
          />
          <PlaceSelect
            label={t('globals.database')}
            none={t('globals.choose')}
            names={live.value?.databases.map(({ name }) => name) ?? []}
            value={namespace ? '' : database}
            onChoose={(name) => router.push(globalsHref(target, { database: name }))}
          />
        </div>
        {namespace ? (
          <NamespaceGlobals target={target} namespace={namespace} reference={reference} />
        ) : (
          database && <DatabaseGlobals target={target} database={database} reference={reference} />
        )}
      </PageBody>
    </>
  );
}

interface PlaceSelectProps {
  readonly label: string;
  readonly none: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly onChoose: (name: string) => void;
}

function PlaceSelect({ label, none, names, value, onChoose }: PlaceSelectProps) {
  return (
    <label className="flex flex-wrap items-center gap-3">
      <b>{label}</b>
      <select className={cn(inputStyle, 'w-60')} value={value} onChange={(event) => onChoose(event.target.value)}>
        <option value="" disabled>
          {none}
        </option>
        {(value && !names.includes(value) ? [value, ...names] : names).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
