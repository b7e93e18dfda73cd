'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { Button } from '../../../ui/button.tsx';
import { TextInput } from '../../../ui/field.tsx';
import { FormField } from '../parts/form-field.tsx';

interface FileFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly files: readonly string[];
  readonly target: Target;
  readonly onChange: (path: string) => void;
}

/** Path of a file on the server. Browse… lists the certificate and key files that lie there. */
export function FileField({ name, label, value, files, target, onChange }: FileFieldProps) {
  const t = useTranslations('forms.tls');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // Of a long path the end tells which file it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value is scrolled to its end
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) input.current.scrollLeft = input.current.scrollWidth;
  }, [value]);
  return (
    <FormField name={name} label={label}>
      {(control) => (
        <>
          <div className="flex gap-2">
            <TextInput ref={input} {...control} value={value} onChange={(event) => onChange(event.target.value)} />
            <Button
              size="small"
              className="shrink-0 text-sm"
              aria-expanded={open}
              aria-label={t('browseFor', { label })}
              onClick={() => setOpen(!open)}
            >
              {t('browse')}
            </Button>
          </div>
          {open && (
            <div className="mt-1.5 max-w-xl rounded-md border border-line-strong bg-surface p-2 text-sm">
              <p className="mb-1 text-ink-soft">{files.length > 0 ? t('filesOf', { instance: target }) : t('noFiles')}</p>
              <ul className="max-h-48 overflow-y-auto">
                {files.map((file) => (
                  <li key={file}>
                    <button
                      type="button"
                      aria-label={file}
                      className="w-full rounded px-2 py-1 text-left text-link hover:bg-sunken hover:underline"
                      onClick={() => {
                        onChange(file);
                        setOpen(false);
                        input.current?.focus();
                      }}
                    >
                      <b className="wrap-anywhere">{file.slice(file.lastIndexOf('/') + 1)}</b>{' '}
                      <span className="block wrap-anywhere text-xs text-ink-soft">{file.slice(0, file.lastIndexOf('/') + 1)}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </FormField>
  );
}
