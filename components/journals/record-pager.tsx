'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { inputStyle } from '../ui/field.tsx';

interface RecordPagerProps {
  readonly page: InstanceView<'journal-records'>;
  readonly hrefTo: (from: number, direction: 'forward' | 'backward') => string;
  readonly onJump: (offset: number) => void;
}

/** Either way through the records, to the ends, and to any offset. */
export function RecordPager({ page, hrefTo, onJump }: RecordPagerProps) {
  const t = useTranslations('journals.paging');
  const format = useFormat();
  const [offset, setOffset] = useState('');
  const jump = (event: FormEvent) => {
    event.preventDefault();
    if (/^\d+$/.test(offset.trim())) onJump(Number(offset));
  };
  const first = page.records[0];
  const last = page.records.at(-1);
  return (
    <nav aria-label={t('name')} className="flex flex-wrap items-center gap-2 text-sm">
      <span className="mr-2 tabular-nums">
        {first && last
          ? t('range', { first: format.count(first.offset), last: format.count(last.offset), end: format.count(page.end) })
          : t('nothing', { end: format.count(page.end) })}
      </span>
      {page.previous !== null && (
        <>
          <LinkButton size="small" href={hrefTo(0, 'forward')}>
            {t('first')}
          </LinkButton>
          <LinkButton size="small" href={hrefTo(page.previous, 'backward')}>
            {t('previous')}
          </LinkButton>
        </>
      )}
      {page.next !== null && (
        <>
          <LinkButton size="small" href={hrefTo(page.next, 'forward')}>
            {t('next')}
          </LinkButton>
          <LinkButton size="small" href={hrefTo(page.end, 'backward')}>
            {t('last')}
          </LinkButton>
        </>
      )}
      <form onSubmit={jump} className="flex items-center gap-2">
        <label className="flex items-center gap-2">
          {t('offset')}
          <input
            className={`${inputStyle} min-h-7 w-32`}
            inputMode="numeric"
            value={offset}
            autoComplete="off"
            onChange={(event) => setOffset(event.target.value)}
          />
        </label>
        <Button type="submit" size="small">
          {t('go')}
        </Button>
      </form>
    </nav>
  );
}
