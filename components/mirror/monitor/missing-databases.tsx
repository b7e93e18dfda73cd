'use client';
import { useTranslations } from 'use-intl';
import { Note } from '../../ui/note.tsx';
import { Panel } from '../../ui/panel.tsx';

export function MissingDatabases({ names }: { names: readonly string[] }) {
  const t = useTranslations('monitor');
  return (
    <Panel title={t('missingDatabases')}>
      <Note look="warning">
        <p>{t('missingText')}</p>
        <ul className="mt-1 list-disc pl-5 font-mono">
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </Note>
    </Panel>
  );
}
