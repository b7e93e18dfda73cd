'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { TextLink } from '../../ui/button.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { curesOf } from './cures.ts';

/** A refusal that belongs to no field: brought into view, with links to where its cause can be mended. */
export function FormRefusal({ refusal, target, quiet = false }: { refusal: Refusal; target: Target; quiet?: boolean }) {
  const t = useTranslations('forms.cure');
  const { value: summary } = useInstance(target, 'summary', {});
  const { value: lab } = useLab();
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new refusal comes into view, also one that reads the same
  useEffect(() => {
    if (!quiet) box.current?.focus();
  }, [refusal, quiet]);
  const cures = curesOf(refusal, target, { summary, lab });
  return (
    <div ref={box} tabIndex={-1} className="space-y-2">
      <RefusalNotice refusal={refusal} alert={!quiet} />
      {cures.length > 0 && (
        <ul className="flex flex-wrap gap-x-5 gap-y-1">
          {cures.map((cure) => (
            <li key={cure.label}>
              <TextLink href={cure.href}>{t(cure.label)}</TextLink>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
