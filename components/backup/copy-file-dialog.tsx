'use client';
import { type FormEvent, useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { PartState } from '../chrome/part-state.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, ReadOnlyField, Select, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { hostOf } from './backup-paths.ts';
import { PathText } from '../ui/path-text.tsx';

/** Where the copy is now, and the instances of that host. */
export interface Copied {
  readonly host: string;
  readonly file: string;
  readonly instances: readonly Target[];
}

interface CopyFileDialogProps {
  readonly target: Target;
  readonly file: string;
  readonly onClose: () => void;
  readonly onCopied: (copied: Copied) => void;
}

/** Carries a backup file to another host, by the hands of the lab. What was typed stays through a refusal. */
export function CopyFileDialog(props: CopyFileDialogProps) {
  const t = useTranslations();
  const live = useLab();
  const others = live.value?.hosts.filter(({ name, instances }) => name !== hostOf(props.target) && instances.length > 0) ?? [];
  const first = others[0];
  if (first) return <CopyForm {...props} others={others} first={first} />;
  return (
    <Dialog open onClose={props.onClose} title={t('backups.copy.title')}>
      <PartState target="lab" live={live} />
      {live.value && <p>{t('backups.copy.noOther')}</p>}
    </Dialog>
  );
}

function CopyForm({
  target,
  file,
  onClose,
  onCopied,
  others,
  first,
}: CopyFileDialogProps & { others: readonly LabHost[]; first: LabHost }) {
  const t = useTranslations();
  const formId = useId();
  const { send, isPending, refusal } = useSendCommand('lab');
  const [hostName, setHostName] = useState(first.name);
  const [typedFolder, setTypedFolder] = useState<Readonly<Record<string, string>>>({});
  const [overwrite, setOverwrite] = useState(false);
  const host = others.find(({ name }) => name === hostName) ?? first;
  const instance = host.instances[0];
  const there = `${host.name}/${instance?.name ?? ''}` as Target;
  const { value: folderThere } = useInstance(there, 'backup-files', { directory: '' });
  const suggestion = asFolder(folderThere?.directory ?? (instance ? `${asFolder(instance.directory)}mgr/Backup` : ''));
  const to = typedFolder[host.name] ?? suggestion;
  const copy = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = to.trim();
    const outcome = await send({
      kind: 'copy-file',
      fromHost: hostOf(target),
      from: file,
      toHost: host.name,
      to: wanted === '' || wanted.endsWith('.cbk') ? wanted : asFolder(wanted),
      overwrite,
    });
    if (outcome.ok)
      onCopied({
        host: host.name,
        file: outcome.value.file,
        instances: host.instances.map(({ name }) => `${host.name}/${name}` as Target),
      });
  };
  // What is there already is another file by another name.
  const shown = useMemo(() => (refusal?.field === 'overwrite' ? { ...refusal, field: 'to' } : refusal), [refusal]);
  return (
    <Dialog
      open
      wide
      busy={isPending}
      edited={Object.keys(typedFolder).length > 0}
      onClose={onClose}
      title={t('backups.copy.title')}
      actions={
        <Button type="submit" form={formId} look="main" busy={isPending}>
          {isPending ? t('ui.working') : t('backups.copy.action')}
        </Button>
      }
    >
      <Form id={formId} refusal={shown} onSubmit={copy}>
        <p className="mb-2">{t('backups.copy.text')}</p>
        <ReadOnlyField label={t('backups.copy.from')}>
          <PathText path={file} />
        </ReadOnlyField>
        <Field name="toHost" label={t('backups.copy.toHost')}>
          {(control) => (
            <Select {...control} value={host.name} onChange={(event) => setHostName(event.target.value)}>
              {others.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="to" label={t('backups.copy.toFolder')} required help={t('backups.copy.toFolderHelp', { host: host.name })}>
          {(control) => (
            <TextInput
              {...control}
              className="max-w-none"
              value={to}
              onChange={(event) => setTypedFolder({ ...typedFolder, [host.name]: event.target.value })}
            />
          )}
        </Field>
        <div className="sm:pl-[min(16rem,40%)]">
          <Checkbox label={t('backups.copy.overwrite')} checked={overwrite} onChange={(event) => setOverwrite(event.target.checked)} />
        </div>
      </Form>
    </Dialog>
  );
}

/** With the slash at its end, which says that it is a folder even before it exists. */
const asFolder = (path: string) => (path === '' || path.endsWith('/') ? path : `${path}/`);
