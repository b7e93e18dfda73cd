'use client';
import { useTranslations } from 'use-intl';
import { DraftAddress, DraftText } from './draft-fields.tsx';
import type { MirrorForm } from './use-mirror-form.ts';

interface FormProps {
  readonly form: MirrorForm;
}

export function MemberNameField({ form }: FormProps) {
  const t = useTranslations('forms');
  return <DraftText form={form} name="memberName" required upperCase help={t('memberNameHelp')} />;
}

export function SuperserverAddressField({ form }: FormProps) {
  const t = useTranslations('forms');
  return <DraftAddress form={form} name="superserverAddress" required help={t('superserverAddressHelp')} />;
}

export const AgentPortField = ({ form }: FormProps) => <DraftText form={form} name="agentPort" required numeric />;

/** The two addresses that only other members use. */
export function PrivateAddressFields({ form }: FormProps) {
  const t = useTranslations('forms');
  return (
    <>
      <DraftAddress form={form} name="mirrorPrivateAddress" required help={t('mirrorPrivateAddressHelp')} />
      <DraftAddress form={form} name="agentAddress" required help={t('agentAddressHelp')} />
    </>
  );
}
