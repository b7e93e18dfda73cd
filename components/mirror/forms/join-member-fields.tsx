'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { ReadOnlyField } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { FormField } from './form-field.tsx';
import { AgentPortField, MemberNameField, PrivateAddressFields, SuperserverAddressField } from './member-fields.tsx';
import { NetworkInterfaceField } from './network-interface-field.tsx';
import { AdvancedSettings } from './setting-fields.tsx';
import { TlsLink } from './tls-link.tsx';
import type { MirrorForm } from './use-mirror-form.ts';

interface JoinMemberFieldsProps {
  readonly form: MirrorForm;
  readonly target: Target;
  readonly mirror: InstanceView<'mirror-description'>;
}

/** Step 2: the mirror as its member described it, and the fields of this new member. */
export function JoinMemberFields({ form, target, mirror }: JoinMemberFieldsProps) {
  const t = useTranslations('forms');
  const requirement = useRef<HTMLDivElement>(null);
  const refusalOfTls = form.refusal?.field === 'useTls' ? form.refusal : null;
  useEffect(() => {
    if (refusalOfTls) requirement.current?.querySelector('button')?.focus();
  }, [refusalOfTls]);
  return (
    <>
      <Panel title={t('mirrorInformation')}>
        <ReadOnlyField label={t('label.mirrorName')}>{mirror.name}</ReadOnlyField>
        <ReadOnlyField label={t('join.primary')}>{mirror.primaryName}</ReadOnlyField>
        <ReadOnlyField label={t('join.arbiter')}>{mirror.arbiter ? `${mirror.arbiter.address}|${mirror.arbiter.port}` : t('join.none')}</ReadOnlyField>
        <ReadOnlyField label={t('join.virtualIp')}>{mirror.virtualIp ? `${mirror.virtualIp.address}/${mirror.virtualIp.prefixLength}` : t('join.none')}</ReadOnlyField>
      </Panel>
      <Panel title={t('mirrorFailoverMemberInformation')}>
        <MemberNameField form={form} />
        <SuperserverAddressField form={form} />
        <AgentPortField form={form} />
        {mirror.virtualIp && <NetworkInterfaceField form={form} label={t('join.networkInterface')} />}
        <FormField name="tlsRequirement" label={t('join.tlsRequirement')} refusal={null} problem={refusalOfTls}>
          {({ id, 'aria-describedby': describedBy }) => (
            <div ref={requirement} className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
              <output id={id} aria-describedby={describedBy}>
                {mirror.useTls ? t('join.tlsRequired') : t('join.tlsNotRequired')}
              </output>
              {mirror.useTls && <TlsLink target={target} onSaved={() => refusalOfTls && form.refuse(null)} />}
            </div>
          )}
        </FormField>
        <PrivateAddressFields form={form} />
        <AdvancedSettings form={form}>
          <ReadOnlyField label={t('label.qosTimeoutMs')}>{mirror.qosTimeoutMs}</ReadOnlyField>
        </AdvancedSettings>
      </Panel>
    </>
  );
}
