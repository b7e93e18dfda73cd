'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { TextLink } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Panel } from '../ui/panel.tsx';
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

interface Node {
  readonly reference: string;
  readonly value: string;
}

/** Globals at the left, the nodes of the chosen subtree, and the form that sets one. */
export function GlobalsView({ target, place, caption, empty, globals, database, databaseOf, reference, writable }: GlobalsViewProps) {
  const t = useTranslations('globals');
  const router = useRouter();
  const ui = useTranslations('ui');
  const [picked, setPicked] = useState<Node & { readonly count: number }>({ reference: '', value: '', count: 0 });
  const [isEdited, setEdited] = useState(false);
  /** What a person wants to edit next, while Set Node holds what is not set. */
  const [wanted, setWanted] = useState<Node | null>(null);
  const pick = (node: Node) => {
    setPicked({ ...node, count: picked.count + 1 });
    setEdited(false);
    setWanted(null);
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
        <ReferenceForm reference={reference} onShow={(wanted) => router.push(globalsHref(target, place, wanted))} />
        <SetNodeForm key={picked.count} target={target} databaseOf={databaseOf} writable={writable} start={picked} onEdited={setEdited} />
        {reference && (
          <NodeBrowser
            key={`${database} ${reference}`}
            target={target}
            place={place}
            database={database}
            reference={reference}
            writable={writable}
            onEdit={isEdited ? setWanted : pick}
          />
        )}
        {wanted && (
          <ConfirmDialog
            open
            danger
            title={ui('leave.title')}
            text={t('notSet', { reference: wanted.reference })}
            action={t('editOf', { reference: wanted.reference })}
            busy={false}
            refusal={null}
            onConfirm={() => pick(wanted)}
            onClose={() => setWanted(null)}
          />
        )}
      </div>
    </div>
  );
}
