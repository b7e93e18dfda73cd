'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useFormRefusal } from '../../../ui/form.tsx';
import { FormField } from '../parts/form-field.tsx';
import { TlsLink } from './tls-link.tsx';
import type { MirrorForm } from '../parts/use-mirror-form.ts';

/** Whether the mirror requires SSL/TLS, and the way to set it up; a refusal for want of it leads there. */
export function TlsRequirement({ form, target, useTls }: { form: MirrorForm; target: Target; useTls: boolean }) {
  const t = useTranslations('forms.join');
  const requirement = useRef<HTMLDivElement>(null);
  const ofForm = useFormRefusal('useTls');
  const refusal = ofForm?.field === 'useTls' ? ofForm : null;
  useEffect(() => {
    if (refusal) requirement.current?.querySelector('button')?.focus();
  }, [refusal]);
  return (
    <FormField name="tlsRequirement" label={t('tlsRequirement')} refusal={null} problem={refusal}>
      {({ id, 'aria-describedby': describedBy }) => (
        <div ref={requirement} className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
          <output id={id} aria-describedby={describedBy}>
            {t(useTls ? 'tlsRequired' : 'tlsNotRequired')}
          </output>
          {useTls && <TlsLink target={target} onSaved={() => refusal && form.refuse(null)} />}
        </div>
      )}
    </FormField>
  );
}
