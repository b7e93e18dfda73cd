'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { ReadOnlyField } from '../../../ui/field.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AgentPortField, MemberNameField, PrivateAddressFields, SuperserverAddressField } from '../parts/member-fields.tsx';
import { NetworkInterfaceField } from '../parts/network-interface-field.tsx';
import { AdvancedSettings } from '../parts/setting-fields.tsx';
import { TlsRequirement } from '../tls/tls-requirement.tsx';
import type { MirrorForm } from '../parts/use-mirror-form.ts';

interface JoinMemberFieldsProps {
  readonly form: MirrorForm;
  readonly target: Target;
  readonly mirror: InstanceView<'mirror-description'>;
}

/** Step 2: the mirror as its member described it, and the fields of this new member. */
export function JoinMemberFields({ form, target, mirror }: JoinMemberFieldsProps) {
  const t = useTranslations('forms');
  return (
    <>
      <Panel title={t('mirrorInformation')}>
        <ReadOnlyField label={t('label.mirrorName')}>{mirror.name}</ReadOnlyField>
        <ReadOnlyField label={t('join.primary')}>{mirror.primaryName}</ReadOnlyField>
        <ReadOnlyField label={t('join.arbiter')}>
          {mirror.arbiter ? `${mirror.arbiter.address}|${mirror.arbiter.port}` : t('join.none')}
        </ReadOnlyField>
        <ReadOnlyField label={t('join.virtualIp')}>
          {mirror.virtualIp ? `${mirror.virtualIp.address}/${mirror.virtualIp.prefixLength}` : t('join.none')}
        </ReadOnlyField>
      </Panel>
      <Panel title={t('mirrorFailoverMemberInformation')}>
        <MemberNameField form={form} />
        <SuperserverAddressField form={form} />
        <AgentPortField form={form} />
        {mirror.virtualIp && <NetworkInterfaceField form={form} label={t('join.networkInterface')} />}
        <TlsRequirement form={form} target={target} useTls={mirror.useTls} />
        <PrivateAddressFields form={form} />
        <AdvancedSettings form={form}>
          <ReadOnlyField label={t('label.qosTimeoutMs')}>{mirror.qosTimeoutMs}</ReadOnlyField>
        </AdvancedSettings>
      </Panel>
    </>
  );
}
