'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useShownTimeZone } from '../messages/use-shown-time-zone.ts';
import { journalRecordTypes } from '@/lib/contract/choices.ts';
import { Button } from '../ui/button.tsx';
import { inputStyle } from '../ui/field.tsx';
import { emptySearch, filterOf, type RecordSearch } from './record-search.ts';

/** The product's Match boxes. Nothing is searched before the button is pressed. */
export function RecordFilter({ search, onSearch }: { search: RecordSearch; onSearch: (search: RecordSearch) => void }) {
  const t = useTranslations('journals.filter');
  const ui = useTranslations('ui');
  const [draft, setDraft] = useState(search);
  // Closed at first, so that the records come first on a phone; open while it narrows what is shown.
  const isFiltering = Object.keys(filterOf(search, useShownTimeZone())).length > 0;
  const change = (name: keyof RecordSearch) => (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({ ...draft, from: '', direction: '' });
  };
  const clear = () => {
    setDraft(emptySearch);
    onSearch(emptySearch);
  };
  return (
    <details open={isFiltering} className="rounded-md border border-line bg-raised p-3 text-sm">
      <summary className="cursor-pointer font-bold">{t('title')}</summary>
      <form onSubmit={submit} aria-label={t('title')} className="mt-2">
        <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2 lg:grid-cols-4">
          {(['database', 'global', 'process'] as const).map((name) => (
            <label key={name} className="block">
              <span className="font-bold">{t(name)}</span>
              <input
                className={inputStyle}
                value={draft[name]}
                inputMode={name === 'process' ? 'numeric' : undefined}
                autoComplete="off"
                spellCheck={false}
                onChange={change(name)}
              />
            </label>
          ))}
          <label className="block">
            <span className="font-bold">{t('type')}</span>
            <select className={inputStyle} value={draft.type} onChange={change('type')}>
              <option value="">{t('any')}</option>
              {journalRecordTypes.map((type) => (
                <option key={type}>{type}</option>
              ))}
            </select>
          </label>
          <label className="block">
            <span className="font-bold">{t('inTransaction')}</span>
            <select className={inputStyle} value={draft.inTransaction} onChange={change('inTransaction')}>
              <option value="">{t('any')}</option>
              <option value="yes">{ui('yes')}</option>
              <option value="no">{ui('no')}</option>
            </select>
          </label>
          {(['since', 'until'] as const).map((name) => (
            <label key={name} className="block">
              <span className="font-bold">{t(name)}</span>
              <input className={inputStyle} type="datetime-local" step="1" value={draft[name]} onChange={change(name)} />
            </label>
          ))}
          <div className="flex items-end gap-2">
            <Button type="submit">{t('search')}</Button>
            <Button onClick={clear}>{t('clear')}</Button>
          </div>
        </div>
        <p className="mt-1.5 text-ink-soft">{t('contains')}</p>
      </form>
    </details>
  );
}
