'use client';
import { Table2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SqlTable } from '@/lib/contract/sql.ts';
import { cn } from '../ui/cn.ts';
import { TextInput } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { nameOf } from './table-name.ts';

interface TableTreeProps {
  readonly tables: readonly SqlTable[];
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
}

/** Tables by schema; live, so that a table made on another member appears here. */
export function TableTree({ tables, chosen, onChoose }: TableTreeProps) {
  const t = useTranslations('sql');
  const id = useId();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const matching = tables.filter((table) => nameOf(table).toLowerCase().includes(wanted));
  const schemas = [...new Set(matching.map(({ schema }) => schema))];
  return (
    <Panel title={t('tables')}>
      <label htmlFor={id} className="block text-sm">
        {t('filterTables')}
      </label>
      <TextInput id={id} className="mt-1" value={filter} onChange={(event) => setFilter(event.target.value)} />
      {matching.length === 0 && <p className="mt-3 italic text-ink-soft">{tables.length === 0 ? t('noTables') : t('noTablesMatch')}</p>}
      <div className="mt-2 max-h-96 overflow-y-auto">
        {schemas.map((schema) => (
          <section key={schema} aria-label={schema}>
            <h3 className="mt-2 text-sm font-bold text-ink-soft">{schema}</h3>
            <ul>
              {matching
                .filter((table) => table.schema === schema)
                .map((table) => (
                  <li key={table.name}>
                    <button
                      type="button"
                      aria-pressed={nameOf(table) === chosen}
                      aria-label={t('tableOf', { table: nameOf(table) })}
                      onClick={() => onChoose(nameOf(table))}
                      className={cn(
                        'flex w-full items-center gap-2 break-all rounded px-2 py-1 text-left text-sm text-link hover:bg-sunken',
                        nameOf(table) === chosen && 'bg-sunken font-bold',
                      )}
                    >
                      <Table2 aria-hidden="true" className="size-4 shrink-0" />
                      {table.name}
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Panel>
  );
}
