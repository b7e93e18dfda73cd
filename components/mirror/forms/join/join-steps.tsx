'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormActions } from '../../../chrome/form-actions.tsx';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { askInstance } from '@/lib/query/api.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../../../ui/button.tsx';
import { Form } from '../../../ui/form.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { AwaitsAuthorization } from './awaits-authorization.tsx';
import { FormPage } from '../parts/form-page.tsx';
import { FormRefusal } from '../parts/form-refusal.tsx';
import { JoinOtherMemberFields } from './join-other-member-fields.tsx';
import { Prechecks } from '../parts/prechecks.tsx';
import { otherMemberFields, type TextName } from '../parts/mirror-draft.ts';
import type { MirrorForm } from '../parts/use-mirror-form.ts';
import { announce } from '../../../ui/announce.ts';

export type DescribedMirror = InstanceView<'mirror-description'>;
type Step = { kind: 'other-member' } | { kind: 'own-fields'; mirror: DescribedMirror } | { kind: 'joined'; mirror: DescribedMirror };
/** What the first step has found out: which mirror, and through whom. */
export interface JoinThrough {
  readonly mirrorName: string;
  readonly other: { readonly agentAddress: string; readonly agentPort: number; readonly instanceName: string };
}

interface JoinStepsProps {
  readonly target: Target;
  readonly title: string;
  /** Of its entry in the menu. */
  readonly path: string;
  readonly form: MirrorForm;
  /** The page has become impossible while it was open. */
  readonly refusalOfPage: Refusal | null;
  /** Labels of the first step, where they are not those of a failover member. */
  readonly otherMemberWords?: { title: string; agentAddress: string };
  /** It may lead one day: its host's ISCAgent must run. */
  readonly needsAgent: boolean;
  /** Where it leads when it has joined at once. */
  readonly joinedHref: (mirrorName: string) => string;
  /** Where Cancel leads. */
  readonly cancelHref: string;
  /** Text fields of the second step: checked before it is saved. */
  readonly ownFields: readonly TextName[];
  readonly onDescribed?: (mirror: DescribedMirror) => void;
  readonly commandOf: (through: JoinThrough, mirror: DescribedMirror) => InstanceCommand;
  /** Names of the command's fields that are others on this form. */
  readonly fieldNames?: Readonly<Record<string, string>>;
  /** Told when it has joined at once. */
  readonly joinedText: (mirrorName: string) => string;
  /** The fields of the second step. */
  readonly children: (mirror: DescribedMirror) => ReactNode;
}

/** Both ways to join a mirror: first where a member of it is found, then this member's own fields with what that one said of the mirror. */
export function JoinSteps(props: JoinStepsProps) {
  const { target, title, path, form, refusalOfPage, ownFields, fieldNames = {} } = props;
  const t = useTranslations();
  const router = useRouter();
  const formId = useId();
  const live = useInstance(target, 'form-defaults', {});
  const { send, isPending } = useSendCommand(target);
  const [step, setStep] = useState<Step>({ kind: 'other-member' });
  const [isAsking, setAsking] = useState(false);
  const { draft } = form;
  const other = {
    agentAddress: draft['other.agentAddress'].trim(),
    agentPort: Number(draft['other.agentPort']),
    instanceName: draft['other.instanceName'].trim().toUpperCase(),
  };
  const mirrorName = draft.mirrorName.trim().toUpperCase();
  const isBusy = isAsking || isPending || step.kind === 'joined';
  const refusalOfSave = isBusy ? null : refusalOfPage;

  async function askOther() {
    if (!form.check(otherMemberFields)) return;
    setAsking(true);
    const outcome = await askInstance(target, 'mirror-description', { mirrorName, ...other });
    setAsking(false);
    if (!outcome.ok) return form.refuse(renamed(outcome.refusal, namesOfOther));
    form.refuse(null);
    props.onDescribed?.(outcome.value);
    setStep({ kind: 'own-fields', mirror: outcome.value });
  }

  async function join(mirror: DescribedMirror) {
    if (!form.check(ownFields)) return;
    const outcome = await send(props.commandOf({ mirrorName, other }, mirror));
    if (!outcome.ok) {
      const refusal = renamed(outcome.refusal, fieldNames);
      // What is wrong with a field of the first step is shown there.
      if (otherMemberFields.some((name) => name === refusal.field)) setStep({ kind: 'other-member' });
      return form.refuse(refusal);
    }
    setStep({ kind: 'joined', mirror });
    if (mirror.useTls) return;
    announce(props.joinedText(mirrorName));
    router.push(props.joinedHref(mirrorName));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy || refusalOfSave) return;
    if (step.kind === 'own-fields') void join(step.mirror);
    else void askOther();
  }

  if (step.kind === 'joined')
    return (
      <FormPage target={target} title={title} path={path} live={live}>
        {step.mirror.useTls ? <AwaitsAuthorization target={target} memberName={draft.memberName} mirror={step.mirror} /> : <Spinner />}
      </FormPage>
    );
  return (
    <FormPage
      target={target}
      title={title}
      path={path}
      live={live}
      edited={form.isEdited}
      actions={
        <FormActions
          formId={formId}
          refusal={refusalOfSave}
          busy={isBusy}
          action={step.kind === 'other-member' ? t('ui.next') : t('ui.save')}
          cancelHref={props.cancelHref}
        >
          {step.kind === 'own-fields' && (
            <Button busy={isBusy} onClick={() => setStep({ kind: 'other-member' })}>
              {t('ui.back')}
            </Button>
          )}
        </FormActions>
      }
    >
      <Form
        id={formId}
        refusal={form.refusal}
        notice={(shown) => <FormRefusal refusal={shown} target={target} />}
        onSubmit={submit}
        className="max-w-4xl space-y-4"
      >
        <Prechecks target={target} interfaces={form.interfaces} mirrorName={draft.mirrorName} needsAgent={props.needsAgent} />
        <p aria-live="polite" className="font-bold text-ink-soft">
          {t('forms.join.step', { step: step.kind === 'other-member' ? 1 : 2 })}
        </p>
        {isAsking && (
          <Spinner label={t('forms.join.asking', { address: other.agentAddress, port: String(other.agentPort), name: mirrorName })} />
        )}
        {isPending && <Spinner label={t('forms.join.joining', { name: mirrorName })} />}
        {refusalOfSave && <FormRefusal refusal={refusalOfSave} target={target} of="state" />}
        {step.kind === 'other-member' ? <JoinOtherMemberFields form={form} words={props.otherMemberWords} /> : props.children(step.mirror)}
      </Form>
    </FormPage>
  );
}

/** The question about the other member names its fields without the prefix that they have on this form. */
const namesOfOther = { agentAddress: 'other.agentAddress', agentPort: 'other.agentPort', instanceName: 'other.instanceName' };

const renamed = (refusal: Refusal, names: Readonly<Record<string, string>>): Refusal => ({
  ...refusal,
  field: refusal.field === undefined ? undefined : (names[refusal.field] ?? refusal.field),
});
