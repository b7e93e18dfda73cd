'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { GlobalsView } from './globals-view.tsx';

/** The globals of one database, wherever a namespace would look for them. */
export function DatabaseGlobals({ target, database, reference }: { target: Target; database: string; reference: string }) {
  const t = useTranslations('globals');
  const list = useInstance(target, 'global-list', { database });
  return (
    <>
      {list.refusal && <RefusalNotice refusal={list.refusal} />}
      {!list.value && !list.refusal && !list.stale && <Spinner />}
      {list.value && (
        <GlobalsView
          target={target}
          place={{ database }}
          caption={t('listCaption', { database })}
          empty={t('noGlobals')}
          globals={list.value.globals}
          database={database}
          databaseOf={async () => database}
          reference={reference}
          writable={list.value.writable}
        />
      )}
    </>
  );
}
