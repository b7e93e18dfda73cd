'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { NamespaceMappingView, NamespaceView } from '@/lib/contract/namespaces.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { AddMappingForm } from './add-mapping-form.tsx';

interface MappingsPanelProps {
  readonly target: Target;
  readonly namespace: NamespaceView;
  readonly databases: InstanceView<'namespaces'>['databases'];
}

export function MappingsPanel({ target, namespace, databases }: MappingsPanelProps) {
  const t = useTranslations('namespaces');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [removed, setRemoved] = useState<NamespaceMappingView | null>(null);
  const remove = async ({ kind, pattern }: NamespaceMappingView) => {
    const outcome = await send({ kind: 'delete-namespace-mapping', namespace: namespace.name, mappingKind: kind, pattern });
    if (outcome.ok) setRemoved(null);
  };
  const columns: Column<NamespaceMappingView>[] = [
    { id: 'kind', head: t('column.kind'), cell: ({ kind }) => t(`kind.${kind}`), value: ({ kind }) => t(`kind.${kind}`) },
    {
      id: 'pattern',
      head: t('column.pattern'),
      cell: ({ pattern }) => <span className="font-mono">{pattern}</span>,
      value: ({ pattern }) => pattern,
    },
    { id: 'database', head: t('column.database'), cell: ({ database }) => database, value: ({ database }) => database },
    {
      id: 'delete',
      head: t('column.delete'),
      cell: (mapping) => (
        <Button
          size="small"
          look="quiet"
          aria-label={t('deleteMappingOf', { pattern: mapping.pattern })}
          onClick={() => {
            forget();
            setRemoved(mapping);
          }}
        >
          {t('delete')}
        </Button>
      ),
    },
  ];
  return (
    <Panel title={t('mappings', { name: namespace.name })}>
      <div className="space-y-4">
        <p className="text-sm text-ink-soft">{t('mappingsText')}</p>
        {namespace.mappings.length === 0 ? (
          <p className="italic text-ink-soft">{t('noMappings')}</p>
        ) : (
          <DataTable
            caption={t('mappings', { name: namespace.name })}
            columns={columns}
            rows={namespace.mappings}
            rowKey={({ kind, pattern }) => `${kind} ${pattern}`}
            bar={false}
            cards
          />
        )}
        <AddMappingForm target={target} namespace={namespace.name} databases={databases} />
      </div>
      {removed && (
        <ConfirmDialog
          open
          danger
          title={t('deleteMappingOf', { pattern: removed.pattern })}
          text={t('deleteMappingText', { pattern: removed.pattern, name: namespace.name })}
          action={t('delete')}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => remove(removed)}
          onClose={() => setRemoved(null)}
        />
      )}
    </Panel>
  );
}
