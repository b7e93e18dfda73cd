'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { AsyncKind } from '@/lib/contract/async-members.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { ReadOnlyField } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AsyncTypeField } from './async-type-field.tsx';
import { DraftAddress, DraftText } from './draft-fields.tsx';
import { FormField } from './form-field.tsx';
import { AgentPortField } from './member-fields.tsx';
import { TlsLink } from './tls-link.tsx';
import type { MirrorForm } from './use-mirror-form.ts';

interface AsyncMemberFieldsProps {
  readonly form: MirrorForm;
  readonly target: Target;
  readonly mirror: InstanceView<'mirror-description'>;
  readonly memberKind: AsyncKind;
  readonly onMemberKind: (kind: AsyncKind) => void;
}

/** Step 2 of Join as Async: the mirror as its member described it, and the fields of this new member. */
export function AsyncMemberFields({ form, target, mirror, memberKind, onMemberKind }: AsyncMemberFieldsProps) {
  const t = useTranslations();
  const requirement = useRef<HTMLDivElement>(null);
  const refusalOfTls = form.refusal?.field === 'useTls' ? form.refusal : null;
  useEffect(() => {
    if (refusalOfTls) requirement.current?.querySelector('button')?.focus();
  }, [refusalOfTls]);
  return (
    <>
      <Panel title={t('forms.mirrorInformation')}>
        <ReadOnlyField label={t('forms.label.mirrorName')}>{mirror.name}</ReadOnlyField>
        <ReadOnlyField label={t('forms.join.primary')}>{mirror.primaryName}</ReadOnlyField>
        <ReadOnlyField label={t('async.join.members')}>{t('async.join.memberCount', { count: mirror.memberCount })}</ReadOnlyField>
      </Panel>
      <Panel title={t('async.join.information')}>
        <DraftText form={form} name="memberName" label={t('async.join.memberName')} required upperCase help={t('forms.memberNameHelp')} />
        <DraftAddress form={form} name="superserverAddress" label={t('async.join.address')} required help={t('async.join.addressHelp')} />
        <DraftAddress form={form} name="agentAddress" required help={t('forms.agentAddressHelp')} />
        <AgentPortField form={form} />
        <AsyncTypeField value={memberKind} refusal={form.refusal} onChange={onMemberKind} />
        <FormField name="tlsRequirement" label={t('forms.join.tlsRequirement')} refusal={null} problem={refusalOfTls}>
          {({ id, 'aria-describedby': describedBy }) => (
            <div ref={requirement} className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
              <output id={id} aria-describedby={describedBy}>
                {mirror.useTls ? t('forms.join.tlsRequired') : t('forms.join.tlsNotRequired')}
              </output>
              {mirror.useTls && <TlsLink target={target} onSaved={() => refusalOfTls && form.refuse(null)} />}
            </div>
          )}
        </FormField>
      </Panel>
    </>
  );
}
