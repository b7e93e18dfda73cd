'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PartState } from '../chrome/part-state.tsx';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { useMarks } from '../messages/use-marks.ts';

interface DeviceFieldProps {
  readonly target: Target;
  readonly name: string;
  readonly value: string;
  readonly help: string;
  readonly refusal: Refusal | null;
  readonly onChange: (path: string) => void;
}

/** Where a backup goes. Browse… shows the backup folder of the instance and the files that are in it. */
export function DeviceField({ target, name, value, help, refusal, onChange }: DeviceFieldProps) {
  const t = useTranslations('backups.task');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const choose = (path: string) => {
    onChange(path);
    setOpen(false);
    input.current?.focus();
  };
  return (
    <Field name={name} label={t('device')} help={<span className="wrap-anywhere">{help}</span>} refusal={refusal}>
      {(control) => (
        <>
          <div className="flex max-w-2xl gap-2">
            <TextInput ref={input} className="max-w-none" {...control} value={value} onChange={(event) => onChange(event.target.value)} />
            <Button size="small" className="shrink-0 text-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('browse')}
            </Button>
          </div>
          {open && <Choices target={target} onChoose={choose} />}
        </>
      )}
    </Field>
  );
}

function Choices({ target, onChoose }: { target: Target; onChoose: (path: string) => void }) {
  const t = useTranslations('backups.task');
  const marks = useMarks();
  const live = useInstance(target, 'backup-files', { directory: '' });
  const style = 'w-full break-all rounded px-2 py-1 text-left text-link hover:bg-sunken hover:underline';
  return (
    <div className="mt-1.5 max-w-2xl rounded-md border border-line-strong bg-surface p-2 text-sm">
      <p className="mb-1 font-bold">{t('browseTitle')}</p>
      <PartState target={target} live={live} />
      {live.value && (
        <ul className="max-h-48 overflow-y-auto">
          <li>
            <button type="button" className={style} onClick={() => onChoose(live.value?.directory ?? '')}>
              {live.value.directory}
              {marks.inBrackets(t('folderOfBackups'))}
            </button>
          </li>
          {live.value.files.map(({ file }) => (
            <li key={file}>
              <button type="button" className={style} onClick={() => onChoose(file)}>
                {file}
              </button>
            </li>
          ))}
        </ul>
      )}
      {live.value?.files.length === 0 && <p className="px-2 text-ink-soft italic">{t('noFiles')}</p>}
    </div>
  );
}
