'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { TextLink } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { globalsHref, referenceOf } from './globals-href.ts';
import { NodeBrowser } from './node-browser.tsx';
import { ReferenceForm } from './reference-form.tsx';
import { SetNodeForm } from './set-node-form.tsx';

/** One database: its globals at the left, the nodes of the chosen subtree, and the form that sets one. */
export function DatabaseGlobals({ target, database, reference }: { target: Target; database: string; reference: string }) {
  const t = useTranslations('globals');
  const router = useRouter();
  const list = useInstance(target, 'global-list', { database });
  const [edited, setEdited] = useState({ reference: '', value: '' });
  return (
    <>
      {list.refusal && <RefusalNotice refusal={list.refusal} />}
      {!list.value && !list.refusal && !list.stale && <Spinner />}
      {list.value && (
        <div className="grid items-start gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
          <Panel title={t('listCaption', { database })}>
            {list.value.globals.length === 0 && <p className="italic text-ink-soft">{t('noGlobals')}</p>}
            <ul className="max-h-96 space-y-1 overflow-y-auto font-mono text-sm">
              {list.value.globals
                .map(({ name: bareName }) => referenceOf(bareName))
                .map((name) => (
                  <li key={name}>
                    <TextLink
                      href={globalsHref(target, database, name)}
                      aria-label={t('viewOf', { name })}
                      aria-current={name === reference ? 'true' : undefined}
                      className={name === reference ? 'font-bold' : ''}
                    >
                      {name}
                    </TextLink>
                  </li>
                ))}
            </ul>
          </Panel>
          <div className="min-w-0 space-y-4">
            <ReferenceForm reference={reference} onShow={(wanted) => router.push(globalsHref(target, database, wanted))} />
            <SetNodeForm key={`${edited.reference} ${edited.value}`} target={target} database={database} writable={list.value.writable} start={edited} />
            {reference && <NodeBrowser target={target} database={database} reference={reference} writable={list.value.writable} onEdit={setEdited} />}
          </div>
        </div>
      )}
    </>
  );
}
