'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { inputStyle, Select, TextInput } from '../../../ui/field.tsx';
import { Form } from '../../../ui/form.tsx';
import { Note } from '../../../ui/note.tsx';
import { NOTHING_CHANGED } from '../../../ui/not-yet.ts';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { codeOf, type FilterDraft, type Filters, stepsOf } from './filter-draft.ts';
import { FormField } from '../parts/form-field.tsx';
import { announce } from '../../../ui/announce.ts';

interface FilterDialogProps {
  readonly target: Target;
  readonly mirrorName: string;
  readonly filters: Filters;
  readonly onClose: () => void;
}

const NONE = '';
/** No name of a class begins so. */
const NEW = '+';

/** Edit Dejournal Filter: which class this mirror uses, and the classes themselves. */
export function FilterDialog({ target, mirrorName, filters, onClose }: FilterDialogProps) {
  const t = useTranslations();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const present = filters.mirrors.find((mirror) => mirror.mirrorName === mirrorName);
  const [draft, setDraft] = useState<FilterDraft>(
    present?.name ? { choice: 'kept', name: present.name, code: null } : { choice: 'none', name: '', code: null },
  );
  const kept = draft.choice === 'kept' ? filters.filters.find(({ name }) => name === draft.name) : undefined;
  const steps = stepsOf(filters, draft, mirrorName);
  const change = (part: Partial<FilterDraft>) => {
    forget();
    setDraft({ ...draft, ...part });
  };
  const choose = (value: string) =>
    change(
      value === NONE
        ? { choice: 'none', name: '', code: null }
        : value === NEW
          ? { choice: 'new', name: 'Z', code: null }
          : { choice: 'kept', name: value, code: null },
    );

  async function save() {
    const name = draft.choice === 'none' ? null : draft.name.trim();
    if (steps.saves && name !== null) {
      const saved = await send({ kind: 'save-dejournal-filter', name, code: codeOf(filters, draft) });
      if (!saved.ok) return;
    }
    if (steps.sets) {
      const set = await send({ kind: 'set-dejournal-filter', mirrorName, name });
      if (!set.ok) return;
    }
    announce(
      t(steps.sets ? (name === null ? 'asyncForms.filter.removed' : 'asyncForms.filter.set') : 'asyncForms.filter.saved', {
        mirror: mirrorName,
        name: name ?? '',
      }),
    );
    onClose();
  }

  async function remove(name: string) {
    const outcome = await send({ kind: 'delete-dejournal-filter', name });
    if (outcome.ok) setDraft({ choice: 'none', name: '', code: null });
  }

  return (
    <Dialog
      open
      wide
      busy={isPending}
      edited={steps.saves || steps.sets}
      onClose={onClose}
      title={t('asyncForms.filter.title', { mirror: mirrorName })}
      actions={
        <>
          {kept && (
            <ReasonButton
              look="danger"
              busy={isPending}
              refusal={kept.usedBy[0] === undefined ? null : { code: 'P333', args: [kept.name, kept.usedBy[0]] }}
              onPress={() => void remove(kept.name)}
            >
              {t('asyncForms.filter.delete')}
            </ReasonButton>
          )}
          <ReasonButton
            look="main"
            refusal={steps.saves || steps.sets ? null : NOTHING_CHANGED}
            busy={isPending}
            onPress={() => void save()}
          >
            {isPending ? t('ui.working') : t('ui.save')}
          </ReasonButton>
        </>
      }
    >
      <Form refusal={refusal}>
        <div className="space-y-3">
          <p>{t('asyncForms.filter.text')}</p>
          {present?.failure && (
            <Note look="warning">
              <p className="font-bold">{t('asyncForms.filter.failed')}</p>
              <p className="wrap-anywhere">{present.failure}</p>
            </Note>
          )}
          {present?.isOutdated && <Note>{t('asyncForms.filter.outdated', { name: present.name ?? '' })}</Note>}
          <FormField name="choice" label={t('asyncForms.filter.choice', { mirror: mirrorName })}>
            {(control) => (
              <Select
                {...control}
                value={draft.choice === 'none' ? NONE : draft.choice === 'new' ? NEW : draft.name}
                onChange={(event) => choose(event.target.value)}
              >
                <option value={NONE}>{t('asyncForms.filter.none')}</option>
                {filters.filters.map(({ name }) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
                <option value={NEW}>{t('asyncForms.filter.new')}</option>
              </Select>
            )}
          </FormField>
          {draft.choice === 'new' && (
            <FormField name="name" label={t('asyncForms.filter.name')} required help={t('asyncForms.filter.nameHelp')}>
              {(control) => (
                <TextInput
                  {...control}
                  className="font-mono"
                  value={draft.name}
                  onChange={(event) => change({ name: event.target.value })}
                />
              )}
            </FormField>
          )}
          {draft.choice !== 'none' && (
            // The label above: a class wants the whole width.
            <div className="[&>div]:sm:grid-cols-1 [&_label]:sm:text-left">
              <FormField
                name="code"
                label={t('asyncForms.filter.code')}
                help={<span className="wrap-anywhere">{t('asyncForms.filter.codeHelp', { directory: filters.directory })}</span>}
              >
                {(control) => (
                  <textarea
                    {...control}
                    rows={16}
                    spellCheck={false}
                    autoCapitalize="off"
                    wrap="off"
                    className={`${inputStyle} max-w-none overflow-x-auto font-mono text-sm`}
                    value={codeOf(filters, draft)}
                    onChange={(event) => change({ code: event.target.value })}
                  />
                )}
              </FormField>
            </div>
          )}
          {draft.choice === 'none' && present?.name && <Note>{t('asyncForms.filter.removeNote')}</Note>}
        </div>
      </Form>
    </Dialog>
  );
}
