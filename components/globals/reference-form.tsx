'use client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';

interface ReferenceFormProps {
  readonly reference: string;
  readonly onShow: (reference: string) => void;
  /** Further buttons. */
  readonly children: ReactNode;
}

export function ReferenceForm({ reference, onShow, children }: ReferenceFormProps) {
  const t = useTranslations('globals');
  const [text, setText] = useState(reference);
  const show = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onShow(text.trim());
  };
  return (
    <form onSubmit={show} className="flex flex-wrap items-end gap-x-3 gap-y-1">
      <div className="min-w-0 flex-1 basis-60">
        <label htmlFor="shown-reference" className="block font-bold">
          {t('reference')}
        </label>
        <TextInput
          id="shown-reference"
          className="max-w-none font-mono"
          aria-describedby="reference-help"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Button type="submit">{t('show')}</Button>
      {children}
      <p id="reference-help" className="basis-full text-sm text-ink-soft">
        {t('referenceHelp')}
      </p>
    </form>
  );
}
