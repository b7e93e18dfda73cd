'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { NamespaceView } from '@/lib/contract/namespaces.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { instanceHref } from '../chrome/menu.ts';
import { TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';

interface NamespaceTableProps {
  readonly target: Target;
  readonly view: InstanceView<'namespaces'>;
  readonly onDelete: (namespace: NamespaceView) => void;
}

export function NamespaceTable({ target, view, onDelete }: NamespaceTableProps) {
  const t = useTranslations('namespaces');
  const mirrorOf = new Map(view.databases.map(({ name, mirror }) => [name, mirror]));
  const worded = (database: string) => {
    const mirror = mirrorOf.get(database);
    return mirror ? t('mirrored', { database, mirror }) : database;
  };
  const columns: Column<NamespaceView>[] = [
    { id: 'name', head: t('column.name'), cell: ({ name }) => <b>{name}</b>, value: ({ name }) => name },
    {
      id: 'globals',
      head: t('column.globals'),
      cell: ({ globalsDatabase }) => worded(globalsDatabase),
      value: ({ globalsDatabase }) => globalsDatabase,
    },
    {
      id: 'routines',
      head: t('column.routines'),
      cell: ({ routinesDatabase }) => worded(routinesDatabase),
      value: ({ routinesDatabase }) => routinesDatabase,
    },
    {
      id: 'mappings',
      head: t('column.mappings'),
      cell: ({ mappings }) => mappings.length,
      value: ({ mappings }) => mappings.length,
      align: 'right',
    },
    {
      id: 'actions',
      head: t('column.actions'),
      cell: (namespace) => (
        <span className="flex flex-wrap items-center gap-3">
          <TextLink href={namespaceHref(target, namespace.name)} aria-label={t('editOf', { name: namespace.name })}>
            {t('edit')}
          </TextLink>
          <ReasonButton
            size="small"
            look="quiet"
            refusal={namespace.removable}
            label={t('deleteOf', { name: namespace.name })}
            onPress={() => onDelete(namespace)}
          >
            {t('delete')}
          </ReasonButton>
        </span>
      ),
    },
  ];
  return <DataTable caption={t('heading')} columns={columns} rows={view.namespaces} rowKey={({ name }) => name} cards />;
}

export const namespaceHref = (target: Target, name: string) =>
  `${instanceHref(target, '/namespaces/edit')}?${new URLSearchParams({ name })}`;
