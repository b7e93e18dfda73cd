'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { Select } from '../../../ui/field.tsx';
import { lazily } from '../../../ui/lazily.tsx';
import { NOTHING_CHOSEN } from '../../../ui/not-yet.ts';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { commandOf, type DatabaseAction, databaseActionsOf, type Monitor, useActionText } from './database-actions.tsx';

const ChooseDatabasesDialog = lazily(() =>
  import('../../../databases/choose-databases-dialog.tsx').then(({ ChooseDatabasesDialog }) => ChooseDatabasesDialog),
);

/** "Click 'Go' to perform an action on multiple databases". An action that applies to none cannot be chosen, so no dialog is ever empty. */
export function SeveralDatabases({ target, monitor, onBegun }: { target: Target; monitor: Monitor; onBegun: () => void }) {
  const t = useTranslations('monitor.databaseAction');
  const textOf = useActionText(monitor);
  const id = useId();
  const [action, setAction] = useState<DatabaseAction | ''>('');
  const [isAsking, setAsking] = useState(false);
  const countOf = (one: DatabaseAction) => monitor.databases.filter(({ actions }) => actions[one] === null).length;
  const databaseActions = databaseActionsOf(monitor);
  const namesInMirror = (localNames: string[]) =>
    monitor.databases.flatMap(({ name, localName }) => (localNames.includes(localName) ? [name] : []));
  const isPossible = action !== '' && countOf(action) > 0;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <label htmlFor={id}>{t('several')}</label>
      <Select
        id={id}
        className="w-auto"
        value={action}
        onChange={(event) => setAction(databaseActions.find((one) => one === event.target.value) ?? '')}
      >
        <option value="">{t('select')}</option>
        {databaseActions.map((one) => (
          <option key={one} value={one} disabled={countOf(one) === 0}>
            {t('option', { action: t(one), count: countOf(one) })}
          </option>
        ))}
      </Select>
      <ReasonButton refusal={isPossible ? null : NOTHING_CHOSEN} onPress={() => setAsking(true)}>
        {t('go')}
      </ReasonButton>
      {isAsking && action !== '' && (
        <ChooseDatabasesDialog
          target={target}
          title={t(action)}
          paragraphs={textOf(action, t('chosenSubject'))}
          action={t(action)}
          danger={action === 'remove'}
          candidates={monitor.databases.map((database) => ({
            name: database.localName,
            detail: database.directory,
            refusal: database.actions[action],
          }))}
          command={(names) =>
            commandOf(action, action === 'download' ? namesInMirror(names) : names, { mirrorName: monitor.mirrorName, inBackground: true })
          }
          onClose={() => setAsking(false)}
          onBegun={() => {
            setAsking(false);
            setAction('');
            onBegun();
          }}
        />
      )}
    </div>
  );
}
