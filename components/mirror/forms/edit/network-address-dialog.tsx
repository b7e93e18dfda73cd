'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { MirrorMember } from '@/lib/contract/mirror-config.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Note } from '../../../ui/note.tsx';
import { ReadOnlyField } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { FormRefusal } from '../parts/form-refusal.tsx';
import { AgentPortField, PrivateAddressFields, SuperserverAddressField } from '../parts/member-fields.tsx';
import { draftOfMember, memberOf } from '../parts/mirror-draft.ts';
import { useMirrorForm } from '../parts/use-mirror-form.ts';
import { useRefusalTexts } from '../../../ui/use-refusal-texts.ts';

interface NetworkAddressDialogProps {
  readonly target: Target;
  readonly member: MirrorMember;
  readonly expectedVersion: number;
  /** This one is not the primary. */
  readonly forThisMemberAlone: boolean;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

const fields = ['superserverAddress', 'mirrorPrivateAddress', 'agentAddress', 'agentPort'] as const;

/** Edit Network Address: where the other members and the clients find this member. */
export function NetworkAddressDialog({ target, member, expectedVersion, forThisMemberAlone, onClose, onSaved }: NetworkAddressDialogProps) {
  const t = useTranslations('forms');
  const ui = useTranslations('ui');
  const { sentenceText } = useRefusalTexts();
  const tAlone = useTranslations('pendingNames');
  const formId = useId();
  const { send, isPending } = useSendCommand(target);
  const [start] = useState(() => draftOfMember(member));
  const form = useMirrorForm({ target, start, interfaces: [] });
  const [unproved, setUnproved] = useState<Refusal | null>(null);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isPending || !form.check(fields)) return;
    const { memberName: _, ...addresses } = memberOf(form.draft);
    const outcome = await send({ kind: 'edit-member-addresses', expectedVersion, guid: member.guid, ...addresses });
    if (!outcome.ok) return form.refuse(outcome.refusal);
    const { unproved } = outcome.value;
    if (unproved) setUnproved(unproved);
    else onSaved();
  }

  if (unproved)
    return (
      <Dialog open onClose={onSaved} title={t('edit.editNetworkAddress')} closeLabel={t('edit.addressesUnderstood')}>
        <Note look="notice">{t('edit.addressesUnproved', { name: member.name, reason: sentenceText(unproved) })}</Note>
      </Dialog>
    );
  return (
    <Dialog
      open
      wide
      busy={isPending}
      edited={form.isEdited}
      onClose={onClose}
      title={t('edit.editNetworkAddress')}
      actions={
        <Button type="submit" form={formId} look="main" busy={isPending}>
          {isPending ? t('saving') : ui('save')}
        </Button>
      }
    >
      <Form id={formId} refusal={form.refusal} notice={(shown) => <FormRefusal refusal={shown} target={target} />} onSubmit={save}>
        {forThisMemberAlone && <Note look="notice">{tAlone('localAddresses')}</Note>}
        <ReadOnlyField label={t('label.memberName')}>{member.name}</ReadOnlyField>
        <SuperserverAddressField form={form} />
        <ReadOnlyField label={t('superserverPort')}>{member.superserverPort}</ReadOnlyField>
        <PrivateAddressFields form={form} />
        <AgentPortField form={form} />
      </Form>
    </Dialog>
  );
}
