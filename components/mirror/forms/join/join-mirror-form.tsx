'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { JoinMemberFields } from './join-member-fields.tsx';
import { type DescribedMirror, JoinSteps } from './join-steps.tsx';
import { draftOfDefaults, memberFields, memberOf } from '../parts/mirror-draft.ts';
import { useMirrorForm } from '../parts/use-mirror-form.ts';

interface JoinMirrorFormProps {
  readonly target: Target;
  readonly defaults: InstanceView<'form-defaults'>;
  /** The page has become impossible while it was open. */
  readonly refusalOfPage: Refusal | null;
}

export function JoinMirrorForm({ target, defaults, refusalOfPage }: JoinMirrorFormProps) {
  const t = useTranslations();
  const [start] = useState(() => draftOfDefaults(defaults));
  const form = useMirrorForm({ target, start, interfaces: defaults.interfaces, addressesFollow: true });
  const { draft } = form;
  /** The card of the virtual IP is checked against its subnet. */
  function takeVirtualIp({ virtualIp }: DescribedMirror) {
    form.set('useVirtualIp', virtualIp !== null);
    form.set('virtualIp.address', virtualIp?.address ?? '');
    form.set('virtualIp.prefixLength', String(virtualIp?.prefixLength ?? ''));
  }
  return (
    <JoinSteps
      target={target}
      title={t('title.joinAsFailover')}
      path="/mirror/join-failover"
      needsAgent
      form={form}
      refusalOfPage={refusalOfPage}
      joinedHref={() => instanceHref(target, '/mirror/monitor')}
      cancelHref={instanceHref(target)}
      ownFields={[...memberFields, 'networkInterface']}
      onDescribed={takeVirtualIp}
      commandOf={(through, mirror) => ({
        kind: 'join-as-failover',
        ...through,
        networkInterface: mirror.virtualIp ? draft.networkInterface : null,
        ...memberOf(draft),
      })}
      joinedText={(name) => t('forms.join.joined', { member: draft.memberName, name })}
    >
      {(mirror) => <JoinMemberFields form={form} target={target} mirror={mirror} />}
    </JoinSteps>
  );
}
