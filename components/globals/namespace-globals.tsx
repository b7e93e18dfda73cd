'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { askInstance } from '@/lib/query/api.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { GlobalsView } from './globals-view.tsx';

/** The globals that a namespace sees, each with the database that its mappings take it from. */
export function NamespaceGlobals({ target, namespace, reference }: { target: Target; namespace: string; reference: string }) {
  const t = useTranslations('globals');
  const live = useInstance(target, 'namespace-globals', { namespace, reference });
  const view = live.value;
  /** The engine resolves; a reference that is none is refused by the update itself. */
  const databaseOf = async (wanted: string) => {
    const answer = await askInstance(target, 'namespace-globals', { namespace, reference: wanted });
    return (answer.ok ? answer.value.database : null) ?? view?.defaultDatabase ?? '';
  };
  return (
    <>
      {live.refusal && <RefusalNotice refusal={live.refusal} />}
      {!view && !live.refusal && !live.stale && <Spinner />}
      {view && (
        <GlobalsView
          target={target}
          place={{ namespace }}
          caption={t('listCaptionNamespace', { namespace })}
          empty={t('noGlobalsInNamespace')}
          globals={view.globals}
          database={view.database ?? view.defaultDatabase}
          databaseOf={databaseOf}
          reference={reference}
          writable={view.writable}
        />
      )}
    </>
  );
}
