'use client';
import { useTranslations } from 'use-intl';
import type { SpokenWords } from '@/lib/contract/qos-advice.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { barsOf, CLASS_ENDS_MS, type DelayBar } from './delay-bars.ts';

/** The bars in numbers; classes without any word are left out. */
export function DelayTable({ words, caption }: { words: SpokenWords; caption: string }) {
  const t = useTranslations('qos');
  const format = useFormat();
  const lateness = ({ endMs }: DelayBar) => {
    if (endMs === null) return t('inTime');
    if (endMs === Number.POSITIVE_INFINITY) return t('over', { ms: format.count(CLASS_ENDS_MS[CLASS_ENDS_MS.length - 1] ?? 0) });
    return t('upTo', { ms: format.count(endMs) });
  };
  const columns: Column<DelayBar>[] = [
    { id: 'late', head: t('lateness'), cell: lateness },
    { id: 'count', head: t('words'), cell: ({ count }) => format.count(count), align: 'right', className: 'tabular-nums' },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={barsOf(words).filter(({ count }) => count > 0)}
      rowKey={({ endMs }) => String(endMs)}
      bar={false}
    />
  );
}
