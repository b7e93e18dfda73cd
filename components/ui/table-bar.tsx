'use client';
import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { ReasonButton } from './reason-button.tsx';

interface TableBarProps {
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly pageSize: number;
  readonly onPageSize: (size: number) => void;
  readonly maxRows: number;
  readonly onMaxRows: (count: number) => void;
  readonly results: string;
  readonly page: number;
  readonly pageCount: number;
  readonly onPage: (page: number) => void;
}

const NO_SUCH_PAGE: Refusal = { code: 'P646', args: [] };

const boxStyle = 'min-h-7 rounded border border-line-strong bg-raised px-2 text-ink';

/** Filter, Page size (0 = all), Max rows, Results and pager above a table. */
export function TableBar(props: TableBarProps) {
  const t = useTranslations('ui');
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 rounded-md bg-sunken px-3 py-1.5 text-sm">
      <label className="flex items-center gap-2">
        {t('filter')}
        <input
          className={`${boxStyle} w-36`}
          value={props.filter}
          onChange={(event) => props.onFilter(event.target.value)}
          spellCheck={false}
          autoComplete="off"
        />
      </label>
      <NumberBox label={t('pageSize')} value={props.pageSize} minimum={0} onChange={props.onPageSize} />
      <NumberBox label={t('maxRows')} value={props.maxRows} minimum={1} onChange={props.onMaxRows} />
      <span role="status">{t('results', { count: props.results })}</span>
      {props.pageCount > 1 && (
        <span className="flex items-center gap-1">
          {t('page')}
          <PageButton icon={ChevronFirst} name={t('firstPage')} to={1} {...props} />
          <PageButton icon={ChevronLeft} name={t('previousPage')} to={props.page - 1} {...props} />
          <b className="min-w-6 text-center tabular-nums">{props.page}</b>
          <PageButton icon={ChevronRight} name={t('nextPage')} to={props.page + 1} {...props} />
          <PageButton icon={ChevronLast} name={t('lastPage')} to={props.pageCount} {...props} />
          {t('ofPages', { count: props.pageCount })}
        </span>
      )}
    </div>
  );
}

function NumberBox({
  label,
  value,
  minimum,
  onChange,
}: {
  label: string;
  value: number;
  minimum: number;
  onChange: (value: number) => void;
}) {
  return (
    <label className="flex items-center gap-2">
      {label}
      <input
        className={`${boxStyle} w-18`}
        type="number"
        min={minimum}
        max={100_000}
        value={value}
        onChange={(event) => onChange(Math.max(minimum, Number(event.target.value) || 0))}
      />
    </label>
  );
}

function PageButton({ icon: Icon, name, to, page, pageCount, onPage }: TableBarProps & { icon: LucideIcon; name: string; to: number }) {
  const isPossible = to >= 1 && to <= pageCount && to !== page;
  return (
    <ReasonButton look="quiet" size="small" label={name} title={name} refusal={isPossible ? null : NO_SUCH_PAGE} onPress={() => onPage(to)}>
      <Icon aria-hidden="true" className="size-4" />
    </ReasonButton>
  );
}
