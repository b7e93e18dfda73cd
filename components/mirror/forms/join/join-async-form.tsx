'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { AsyncKind } from '@/lib/contract/async-members.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { monitorHref } from '../../monitor/monitor-href.ts';
import { AsyncMemberFields } from './async-member-fields.tsx';
import { JoinSteps } from './join-steps.tsx';
import { draftOfDefaults, memberOf, type MirrorDraft, type TextName } from '../parts/mirror-draft.ts';
import { useMirrorForm } from '../parts/use-mirror-form.ts';

/** Who this instance is as an async already: the same in all its mirrors (engine facts 9.4). */
export type KnownAsync = Pick<InstanceView<'async-mirrors'>, 'memberName' | 'memberKind' | 'mirrors'>;

interface JoinAsyncFormProps {
  readonly target: Target;
  readonly defaults: InstanceView<'form-defaults'>;
  readonly known: KnownAsync | null;
  /** The page has become impossible while it was open. */
  readonly refusalOfPage: Refusal | null;
}

/** The draft's superserver address stands for the one address of an async. */
const addressFields = ['superserverAddress', 'agentAddress', 'agentPort'] as const satisfies readonly TextName[];
const asyncFields = ['memberName', ...addressFields] as const satisfies readonly TextName[];

/** Its addresses are likely to be the same, too. */
function draftOfKnown({ memberName, mirrors }: KnownAsync): Partial<MirrorDraft> {
  const self = mirrors[0]?.self;
  return {
    memberName,
    ...(self && {
      superserverAddress: self.superserverAddress,
      mirrorPrivateAddress: self.mirrorPrivateAddress,
      agentAddress: self.agentAddress,
      agentPort: String(self.agentPort),
    }),
  };
}

export function JoinAsyncForm({ target, defaults, known, refusalOfPage }: JoinAsyncFormProps) {
  const t = useTranslations();
  const [start] = useState(() => ({ ...draftOfDefaults(defaults), ...(known && draftOfKnown(known)) }));
  const form = useMirrorForm({ target, start, interfaces: defaults.interfaces, addressesFollow: true });
  const [memberKind, setMemberKind] = useState<AsyncKind>(known?.memberKind ?? 'disaster-recovery');
  const { draft } = form;
  return (
    <JoinSteps
      target={target}
      title={t('title.joinAsAsync')}
      path="/mirror/join-async"
      needsAgent={false}
      form={form}
      refusalOfPage={refusalOfPage}
      otherMemberWords={{ title: t('asyncForms.join.otherMember'), agentAddress: t('asyncForms.join.agentAddress') }}
      joinedHref={(name) => (known ? monitorHref(target, name) : instanceHref(target, '/mirror/monitor'))}
      cancelHref={instanceHref(target, known ? '/mirror/edit-async' : '')}
      ownFields={known ? addressFields : asyncFields}
      commandOf={(through) => {
        const { memberName, superserverAddress: address, agentAddress, agentPort } = memberOf(draft);
        return { kind: 'join-as-async', ...through, memberKind, memberName, address, agentAddress, agentPort };
      }}
      fieldNames={{ address: 'superserverAddress', instanceName: 'other.instanceName' }}
      joinedText={(name) => t('asyncForms.join.joined', { member: draft.memberName, name })}
    >
      {(mirror) => (
        <AsyncMemberFields
          form={form}
          target={target}
          mirror={mirror}
          isKnown={known !== null}
          memberKind={memberKind}
          onMemberKind={setMemberKind}
        />
      )}
    </JoinSteps>
  );
}
