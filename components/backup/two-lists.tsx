'use client';
import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight, type LucideIcon } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { NOTHING_CHOSEN } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { useMarks } from '../messages/use-marks.ts';

interface ListEntry {
  readonly name: string;
  /** Shown when the pointer rests on the name. */
  readonly note: string;
}

interface TwoListsProps {
  /** In the order in which both lists show them. */
  readonly entries: readonly ListEntry[];
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
  readonly disabled?: boolean;
}

/**
 * The product's pair of list boxes: Available ⇄ Selected. Arrow buttons, a double click, or Enter in a list move what is marked there; both
 * lists keep their order.
 */
export function TwoLists({ entries, selected, onChange, disabled = false }: TwoListsProps) {
  const t = useTranslations('backups.list');
  const [markedAvailable, setMarkedAvailable] = useState<readonly string[]>([]);
  const [markedSelected, setMarkedSelected] = useState<readonly string[]>([]);
  const available = entries.filter(({ name }) => !selected.has(name));
  const chosen = entries.filter(({ name }) => selected.has(name));
  const names = (list: readonly ListEntry[]) => list.map(({ name }) => name);
  const take = (moved: readonly string[]) => {
    onChange(new Set([...selected, ...moved]));
    setMarkedAvailable([]);
    setMarkedSelected(moved);
  };
  const putBack = (moved: readonly string[]) => {
    onChange(new Set([...selected].filter((name) => !moved.includes(name))));
    setMarkedSelected([]);
    setMarkedAvailable(moved);
  };
  return (
    <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
      <OneList
        label={t('available')}
        entries={available}
        marked={markedAvailable}
        onMark={setMarkedAvailable}
        onMove={take}
        empty={t('nothingAvailable')}
        disabled={disabled}
      />
      <div className="flex justify-center gap-1.5 sm:mt-12 sm:flex-col">
        <ArrowButton
          icon={ChevronRight}
          name={t('take')}
          disabled={disabled || markedAvailable.length === 0}
          onPress={() => take(markedAvailable)}
        />
        <ArrowButton
          icon={ChevronsRight}
          name={t('takeAll')}
          disabled={disabled || available.length === 0}
          onPress={() => take(names(available))}
        />
        <ArrowButton
          icon={ChevronLeft}
          name={t('putBack')}
          disabled={disabled || markedSelected.length === 0}
          onPress={() => putBack(markedSelected)}
        />
        <ArrowButton
          icon={ChevronsLeft}
          name={t('putAllBack')}
          disabled={disabled || chosen.length === 0}
          onPress={() => putBack(names(chosen))}
        />
      </div>
      <OneList
        label={t('selected')}
        entries={chosen}
        marked={markedSelected}
        onMark={setMarkedSelected}
        onMove={putBack}
        empty={t('nothingSelected')}
        disabled={disabled}
      />
    </div>
  );
}

const ROWS_SHOWN = 10;

interface OneListProps {
  readonly label: string;
  readonly entries: readonly ListEntry[];
  readonly marked: readonly string[];
  readonly onMark: (marked: readonly string[]) => void;
  readonly onMove: (moved: readonly string[]) => void;
  readonly empty: string;
  readonly disabled: boolean;
}

function OneList({ label, entries, marked, onMark, onMove, empty, disabled }: OneListProps) {
  const marks = useMarks();
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || marked.length === 0) return;
    event.preventDefault();
    onMove(marked);
  };
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-bold">
        {label}
        {marks.inBrackets(entries.length)}
      </label>
      <select
        id={id}
        multiple
        size={ROWS_SHOWN}
        disabled={disabled}
        aria-describedby={entries.length === 0 ? `${id}-empty` : undefined}
        className="w-full rounded-md border border-line-strong bg-raised p-1 text-ink disabled:bg-sunken"
        value={[...marked]}
        onChange={(event) => onMark([...event.target.selectedOptions].map(({ value }) => value))}
        onKeyDown={onKeyDown}
        onDoubleClick={() => marked.length > 0 && onMove(marked)}
      >
        {entries.map(({ name, note }) => (
          <option key={name} value={name} title={note} className="px-1.5 py-0.5">
            {name}
          </option>
        ))}
      </select>
      <p id={`${id}-empty`} className="min-h-5 text-sm text-ink-soft italic">
        {entries.length === 0 ? empty : ''}
      </p>
    </div>
  );
}

function ArrowButton({ icon: Icon, name, disabled, onPress }: { icon: LucideIcon; name: string; disabled: boolean; onPress: () => void }) {
  return (
    <ReasonButton size="small" label={name} title={name} refusal={disabled ? NOTHING_CHOSEN : null} onPress={onPress}>
      <Icon aria-hidden="true" className="size-4.5" />
    </ReasonButton>
  );
}
