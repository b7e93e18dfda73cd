'use client';
import { useTranslations } from 'use-intl';
import { Panel } from '../../../ui/panel.tsx';
import { DraftAddress, DraftText } from '../parts/draft-fields.tsx';
import type { MirrorForm } from '../parts/use-mirror-form.ts';

/** Step 1: which mirror, and where a member of it is found. An async has words of its own for it. */
export function JoinOtherMemberFields({ form, words }: { form: MirrorForm; words?: { title: string; agentAddress: string } }) {
  const t = useTranslations('forms');
  return (
    <>
      <Panel title={t('mirrorInformation')}>
        <DraftText form={form} name="mirrorName" required upperCase />
      </Panel>
      <Panel title={words?.title ?? t('join.otherMember')}>
        <DraftAddress form={form} name="other.agentAddress" label={words?.agentAddress} required help={t('join.agentAddressHelp')} />
        <DraftText form={form} name="other.agentPort" required numeric />
        <DraftText form={form} name="other.instanceName" required upperCase help={t('join.instanceNameHelp')} />
      </Panel>
    </>
  );
}
