'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';
import type { AsyncKind } from '@/lib/contract/async-members.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { askInstance } from '@/lib/query/api.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../../chrome/menu.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { AsyncMemberFields } from './async-member-fields.tsx';
import { AwaitsAuthorization } from './awaits-authorization.tsx';
import { FormPage } from './form-page.tsx';
import { FormRefusal } from './form-refusal.tsx';
import { JoinOtherMemberFields } from './join-other-member-fields.tsx';
import { draftOfDefaults, memberOf, otherMemberFields, type TextName } from './mirror-draft.ts';
import { SaveButton } from './save-button.tsx';
import { useMirrorForm } from './use-mirror-form.ts';

interface JoinAsyncFormProps {
  readonly target: Target;
  readonly defaults: InstanceView<'form-defaults'>;
  /** The page has become impossible while it was open. */
  readonly refusalOfPage: Refusal | null;
}
type Mirror = InstanceView<'mirror-description'>;
type Step = { kind: 'other-member' } | { kind: 'own-fields'; mirror: Mirror } | { kind: 'joined'; mirror: Mirror };

/** The draft's superserver address stands for the one address of an async. */
const asyncFields = ['memberName', 'superserverAddress', 'agentAddress', 'agentPort'] as const satisfies readonly TextName[];

export function JoinAsyncForm({ target, defaults, refusalOfPage }: JoinAsyncFormProps) {
  const t = useTranslations();
  const router = useRouter();
  const formId = useId();
  const live = useInstance(target, 'form-defaults', {});
  const { send, isPending } = useSendCommand(target);
  const [start] = useState(() => draftOfDefaults(defaults));
  const form = useMirrorForm({ target, start, interfaces: defaults.interfaces, addressesFollow: true });
  const [memberKind, setMemberKind] = useState<AsyncKind>('disaster-recovery');
  const [step, setStep] = useState<Step>({ kind: 'other-member' });
  const [isAsking, setAsking] = useState(false);
  const { draft } = form;
  const other = { agentAddress: draft['other.agentAddress'].trim(), agentPort: Number(draft['other.agentPort']), instanceName: draft['other.instanceName'].trim().toUpperCase() };
  const mirrorName = draft.mirrorName.trim().toUpperCase();
  const isBusy = isAsking || isPending || step.kind === 'joined';
  const refusalOfSave = isBusy ? null : refusalOfPage;
  const title = t('title.joinAsAsync');

  async function askOther() {
    if (!form.check(otherMemberFields)) return;
    setAsking(true);
    const outcome = await askInstance(target, 'mirror-description', { mirrorName, ...other });
    setAsking(false);
    if (!outcome.ok) return form.refuse(atField(outcome.refusal, 'other.'));
    form.refuse(null);
    setStep({ kind: 'own-fields', mirror: outcome.value });
  }

  async function join(mirror: Mirror) {
    if (!form.check(asyncFields)) return;
    const { memberName, superserverAddress: address, agentAddress, agentPort } = memberOf(draft);
    const outcome = await send({ kind: 'join-as-async', mirrorName, other, memberKind, memberName, address, agentAddress, agentPort });
    if (!outcome.ok) return form.refuse(atField(outcome.refusal, ''));
    setStep({ kind: 'joined', mirror });
    if (mirror.useTls) return;
    toast.success(t('async.join.joined', { member: memberName, name: mirrorName }));
    router.push(instanceHref(target, '/mirror/monitor'));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy || refusalOfSave) return;
    if (step.kind === 'own-fields') join(step.mirror);
    else askOther();
  }

  if (step.kind === 'joined')
    return (
      <FormPage target={target} title={title} live={live}>
        {step.mirror.useTls ? <AwaitsAuthorization target={target} memberName={draft.memberName} mirror={step.mirror} /> : <Spinner />}
      </FormPage>
    );
  const shown: readonly TextName[] = step.kind === 'other-member' ? otherMemberFields : asyncFields;
  const isShown = (field: string | undefined) => field !== undefined && (field === 'useTls' || shown.some((name) => name === field));
  return (
    <FormPage
      target={target}
      title={title}
      live={live}
      edited={form.isEdited}
      actions={
        <>
          {step.kind === 'own-fields' && (
            <Button disabled={isBusy} onClick={() => setStep({ kind: 'other-member' })}>
              {t('forms.back')}
            </Button>
          )}
          <SaveButton formId={formId} refusal={refusalOfSave} isPending={isBusy} action={step.kind === 'other-member' ? 'next' : 'save'} />
          <LinkButton href={instanceHref(target)}>{t('forms.cancel')}</LinkButton>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="max-w-4xl space-y-4">
        <p aria-live="polite" className="font-bold text-ink-soft">
          {t('forms.join.step', { step: step.kind === 'other-member' ? 1 : 2 })}
        </p>
        {isAsking && <Spinner label={t('forms.join.asking', { address: other.agentAddress, port: String(other.agentPort), name: mirrorName })} />}
        {isPending && <Spinner label={t('forms.join.joining', { name: mirrorName })} />}
        {refusalOfSave && <FormRefusal refusal={refusalOfSave} target={target} of="state" />}
        {form.refusal && !isShown(form.refusal.field) && <FormRefusal refusal={form.refusal} target={target} />}
        {step.kind === 'other-member' ? (
          <JoinOtherMemberFields form={form} words={{ title: t('async.join.otherMember'), agentAddress: t('async.join.agentAddress') }} />
        ) : (
          <AsyncMemberFields form={form} target={target} mirror={step.mirror} memberKind={memberKind} onMemberKind={setMemberKind} />
        )}
      </form>
    </FormPage>
  );
}

/** The engine names fields of the command; some have another name on this form. */
function atField(refusal: Refusal, prefix: 'other.' | ''): Refusal {
  const { field } = refusal;
  if (field === 'address') return { ...refusal, field: 'superserverAddress' };
  if (field === 'instanceName') return { ...refusal, field: 'other.instanceName' };
  const isOthers = prefix !== '' && (field === 'agentAddress' || field === 'agentPort');
  return isOthers ? { ...refusal, field: `${prefix}${field}` } : refusal;
}
