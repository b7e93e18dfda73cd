'use client';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { tlsProtocols } from '@/lib/contract/choices.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Select } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { Note } from '../../../ui/note.tsx';
import { FileField } from './file-field.tsx';
import { FormField } from '../parts/form-field.tsx';
import { FormRefusal } from '../parts/form-refusal.tsx';
import { PasswordFields } from './password-fields.tsx';
import { type TlsDraft, tlsDraftOf, tlsFilesOf, tlsProblem } from './tls-draft.ts';

interface TlsDialogProps {
  readonly target: Target;
  readonly stored: InstanceView<'form-defaults'>['tls'];
  readonly certificateFiles: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Create / Edit SSL/TLS Configurations for Mirror: one save writes both configurations. */
export function TlsDialog({ target, stored, certificateFiles, onClose, onSaved }: TlsDialogProps) {
  const t = useTranslations('forms');
  const ui = useTranslations('ui');
  const tNames = useTranslations('pendingNames');
  const formId = useId();
  const { send, isPending, refusal } = useSendCommand(target);
  const [start] = useState(() => tlsDraftOf(stored?.files ?? null));
  const [draft, setDraft] = useState(start);
  const [problem, setProblem] = useState<ReturnType<typeof tlsProblem>>(null);
  const [wasStored] = useState(stored !== null);
  const set = (change: Partial<TlsDraft>) => {
    setDraft((before) => ({ ...before, ...change }));
    setProblem(null);
  };
  const problemOf = (field: string) => (problem?.field === field ? t(`tls.${problem.kind}`) : null);

  async function save(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    const found = tlsProblem(draft);
    setProblem(found);
    if (found || isPending) return;
    const outcome = await send({ kind: 'save-tls', ...tlsFilesOf(draft) });
    if (outcome.ok) onSaved();
  }

  const fileField = (name: 'caFile' | 'crlFile' | 'certificateFile' | 'privateKeyFile') => (
    <FileField
      name={name}
      label={t(`tls.${name}`)}
      value={draft[name]}
      files={certificateFiles}
      target={target}
      onChange={(value) => set({ [name]: value })}
    />
  );
  const protocolField = (name: 'minimumProtocol' | 'maximumProtocol') => (
    <FormField name={name} label={t(`tls.${name}`)} problem={problemOf(name)}>
      {(control) => (
        <Select
          {...control}
          className="max-w-40"
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value as TlsDraft['minimumProtocol'] })}
        >
          {tlsProtocols.map((protocol) => (
            <option key={protocol} value={protocol}>
              {protocolNames[protocol]}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );

  return (
    <Dialog
      open
      wide
      busy={isPending}
      edited={draft !== start}
      onClose={onClose}
      title={wasStored ? t('tls.titleEdit') : t('tls.titleCreate')}
      actions={
        <Button type="submit" form={formId} look="main" busy={isPending}>
          {isPending ? t('saving') : ui('save')}
        </Button>
      }
    >
      <Form
        id={formId}
        refusal={refusal}
        notice={(shown) => <FormRefusal refusal={shown} target={target} />}
        onSubmit={save}
        className="space-y-3"
      >
        <p>{t('tls.intro')}</p>
        {wasStored && <Note look="notice">{tNames('otherDn')}</Note>}
        {fileField('caFile')}
        {fileField('crlFile')}
        <Group title={t('tls.credentials')}>
          {fileField('certificateFile')}
          {fileField('privateKeyFile')}
          <PasswordFields
            draft={draft}
            set={set}
            hasStored={wasStored}
            hasPassword={stored?.hasPassword ?? false}
            confirmProblem={problemOf('passwordConfirm')}
          />
        </Group>
        <Group title={t('tls.cryptographic')}>
          {protocolField('minimumProtocol')}
          {protocolField('maximumProtocol')}
        </Group>
      </Form>
    </Dialog>
  );
}

/** Names of the protocols, the same in every language. */
const protocolNames = { 'TLSv1.2': 'TLS v1.2', 'TLSv1.3': 'TLS v1.3' } as const;

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="rounded-md border border-line px-3 pb-2">
      <legend className="px-1.5 font-bold text-navy">{title}</legend>
      {children}
    </fieldset>
  );
}
