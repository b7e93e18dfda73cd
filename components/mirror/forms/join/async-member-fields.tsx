'use client';
import { useTranslations } from 'use-intl';
import type { AsyncKind } from '@/lib/contract/async-members.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { ReadOnlyField } from '../../../ui/field.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AsyncTypeField } from '../async/async-type-field.tsx';
import { DraftAddress, DraftText } from '../parts/draft-fields.tsx';
import { AgentPortField } from '../parts/member-fields.tsx';
import { TlsRequirement } from '../tls/tls-requirement.tsx';
import type { MirrorForm } from '../parts/use-mirror-form.ts';

interface AsyncMemberFieldsProps {
  readonly form: MirrorForm;
  readonly target: Target;
  readonly mirror: InstanceView<'mirror-description'>;
  /** It is an async of another mirror already: its name and kind are the same in all. */
  readonly isKnown: boolean;
  readonly memberKind: AsyncKind;
  readonly onMemberKind: (kind: AsyncKind) => void;
}

/** Step 2 of Join as Async: the mirror as its member described it, and the fields of this new member. */
export function AsyncMemberFields({ form, target, mirror, isKnown, memberKind, onMemberKind }: AsyncMemberFieldsProps) {
  const t = useTranslations();
  return (
    <>
      <Panel title={t('forms.mirrorInformation')}>
        <ReadOnlyField label={t('forms.label.mirrorName')}>{mirror.name}</ReadOnlyField>
        <ReadOnlyField label={t('forms.join.primary')}>{mirror.primaryName}</ReadOnlyField>
        <ReadOnlyField label={t('asyncForms.join.members')}>
          {t('asyncForms.join.memberCount', { count: mirror.memberCount })}
        </ReadOnlyField>
      </Panel>
      <Panel title={t('asyncForms.join.information')}>
        {isKnown && <p className="pb-2">{t('asyncForms.join.known')}</p>}
        {isKnown ? (
          <ReadOnlyField label={t('asyncForms.join.memberName')}>{form.draft.memberName}</ReadOnlyField>
        ) : (
          <DraftText
            form={form}
            name="memberName"
            label={t('asyncForms.join.memberName')}
            required
            upperCase
            help={t('forms.memberNameHelp')}
          />
        )}
        <DraftAddress
          form={form}
          name="superserverAddress"
          label={t('asyncForms.join.address')}
          required
          help={t('asyncForms.join.addressHelp')}
        />
        <DraftAddress form={form} name="agentAddress" required help={t('forms.agentAddressHelp')} />
        <AgentPortField form={form} />
        <AsyncTypeField value={memberKind} refusal={form.refusal} disabled={isKnown} onChange={onMemberKind} />
        <TlsRequirement form={form} target={target} useTls={mirror.useTls} />
      </Panel>
    </>
  );
}
