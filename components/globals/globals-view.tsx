'use client';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { TextLink } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { globalsHref, type Place, referenceOf } from './globals-href.ts';
import { NodeBrowser } from './node-browser.tsx';
import { ReferenceForm } from './reference-form.tsx';
import { SetNodeForm } from './set-node-form.tsx';

interface GlobalsViewProps {
  readonly target: Target;
  readonly place: Place;
  readonly caption: string;
  readonly empty: string;
  readonly globals: ReadonlyArray<{ readonly name: string; readonly database?: string }>;
  /** Where the shown reference lies. */
  readonly database: string;
  /** Where a reference that is typed lies. */
  readonly databaseOf: (reference: string) => Promise<string>;
  readonly reference: string;
  readonly writable: Refusal | null;
}

/** Globals at the left; the nodes of the chosen subtree, each edited where it stands; behind a button the form that sets any node. */
export function GlobalsView({ target, place, caption, empty, globals, database, databaseOf, reference, writable }: GlobalsViewProps) {
  const t = useTranslations('globals');
  const router = useRouter();
  const [isSetting, setSetting] = useState(false);
  const opener = useRef<HTMLSpanElement>(null);
  const close = () => {
    setSetting(false);
    opener.current?.querySelector('button')?.focus();
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <Panel title={caption}>
        {globals.length === 0 && <p className="italic text-ink-soft">{empty}</p>}
        <ul className="max-h-96 space-y-1 overflow-y-auto font-mono text-sm">
          {globals.map(({ name: bareName, database: home }) => {
            const name = referenceOf(bareName);
            return (
              <li key={name} className="[overflow-wrap:anywhere]">
                <TextLink
                  href={globalsHref(target, place, name)}
                  aria-label={t('viewOf', { name })}
                  aria-current={name === reference ? 'true' : undefined}
                  className={name === reference ? 'font-bold' : ''}
                >
                  {name}
                </TextLink>
                {home && <span className="ml-2 font-sans text-xs text-ink-soft">{t('liesIn', { database: home })}</span>}
              </li>
            );
          })}
        </ul>
      </Panel>
      <div className="min-w-0 space-y-4">
        <ReferenceForm reference={reference} onShow={(wanted) => router.push(globalsHref(target, place, wanted))}>
          <span ref={opener}>
            <ReasonButton refusal={writable} onPress={() => setSetting(true)}>
              {t('setNode')}
            </ReasonButton>
          </span>
        </ReferenceForm>
        {isSetting && !writable && <SetNodeForm target={target} databaseOf={databaseOf} reference={reference} onClose={close} />}
        {reference && (
          <NodeBrowser
            key={`${database} ${reference}`}
            target={target}
            place={place}
            database={database}
            reference={reference}
            writable={writable}
          />
        )}
      </div>
    </div>
  );
}
