'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { TextLink } from '../ui/button.tsx';
import { ReadOnlyField } from '../ui/field.tsx';
import { RowAction } from '../ui/row-action.tsx';
import { AddToMirrorDialog } from './add-to-mirror-dialog.tsx';

/** Mirrored: in which mirror, or No and the link that adds it. */
export function MirroredProperty({ target, properties }: { target: Target; properties: InstanceView<'database-properties'> }) {
  const t = useTranslations('databases');
  const ui = useTranslations('ui');
  const [adding, setAdding] = useState(false);
  const { value: databases } = useInstance(target, 'databases', {});
  const { name, mirror, actions } = properties;
  const mirrorName = databases?.mirrorName ?? null;
  if (mirror) {
    return (
      <>
        <ReadOnlyField label={t('properties.mirrored')}>{ui('yes')}</ReadOnlyField>
        <ReadOnlyField label={t('properties.mirrorName')}>
          {t('details.mirrorOf', { database: mirror.databaseName, mirror: mirror.mirrorName })}{' '}
          <TextLink href={instanceHref(target, '/mirror/monitor')} className="ml-3">
            {t('properties.removeFromMirror', { name: mirror.mirrorName })}
          </TextLink>
        </ReadOnlyField>
      </>
    );
  }
  return (
    <ReadOnlyField label={t('properties.mirrored')}>
      <span className="flex flex-wrap items-center gap-x-4">
        {ui('no')}
        {mirrorName && (
          <RowAction
            label={t('properties.addToMirror', { name: mirrorName })}
            refusal={actions.addToMirror}
            dash={false}
            onPress={() => setAdding(true)}
          >
            {t('properties.addToMirror', { name: mirrorName })}
          </RowAction>
        )}
      </span>
      {adding && mirrorName && (
        <AddToMirrorDialog
          target={target}
          mirrorName={mirrorName}
          candidates={(databases?.databases ?? []).filter((database) => database.name === name)}
          chosenAtFirst={[name]}
          onClose={() => setAdding(false)}
          onAdded={() => setAdding(false)}
        />
      )}
    </ReadOnlyField>
  );
}
