'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../chrome/menu.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { TextLink } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { NOT_ANSWERED } from '../ui/not-yet.ts';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { numberRanges, type SettingsDraft, toDraft, toSettings } from './settings-draft.ts';
import { SettingsFields } from './settings-fields.tsx';

/** Journal Settings. What was typed stays until it is saved or the page is left. */
export function JournalSettingsPage({ target }: { target: Target }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'journal-settings', {});
  const { send, isPending, refusal, forget } = useSendCommand(target);
  /** null: as the instance has it. */
  const [typed, setTyped] = useState<SettingsDraft | null>(null);
  const [wrong, setWrong] = useState<Refusal | null>(null);
  const [saved, setSaved] = useState(false);
  const view = live.value;
  const draft = typed ?? (view && toDraft(view));
  const leaveQuestion = useLeaveGuard(typed !== null);
  const change = (changes: Partial<SettingsDraft>) => {
    if (!draft) return;
    setSaved(false);
    setWrong(null);
    setTyped({ ...draft, ...changes });
  };
  const save = async () => {
    if (!draft) return;
    forget();
    setSaved(false);
    const read = toSettings(draft);
    if (read.kind === 'not-a-number')
      return setWrong({
        code: 'P101',
        args: [t(`journals.settingsPage.${labels[read.field]}`), t('journals.settingsPage.wholeNumber', numberRanges[read.field])],
        field: read.field,
      });
    setWrong(null);
    const outcome = await send({ kind: 'save-journal-settings', ...read.settings });
    if (!outcome.ok) return;
    setTyped(null);
    setSaved(true);
  };
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/journals/settings')}
        title={t('title.journalSettings')}
        edited={typed !== null}
        actions={
          <FormActions
            refusal={draft ? null : NOT_ANSWERED}
            busy={isPending}
            onPress={() => void save()}
            cancelHref={instanceHref(target, '/journals')}
          />
        }
      />
      {leaveQuestion}
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {saved && (
          <Note look="good">
            {t('journals.settingsPage.saved')}{' '}
            <TextLink href={instanceHref(target, '/journals/purge')}>{t('journals.settingsPage.open')}</TextLink>
          </Note>
        )}
        {!view && !live.stale && !live.refusal && <Spinner />}
        <Form refusal={wrong ?? refusal}>
          {view && draft && (
            <Panel title={t('journals.settingsPage.heading', { instance: target })} className="max-w-4xl">
              <SettingsFields view={view} draft={draft} onChange={change} />
            </Panel>
          )}
        </Form>
      </PageBody>
    </>
  );
}

const labels = { fileMegabytes: 'fileMegabytes', purgeAfterDays: 'byDays', purgeAfterBackups: 'byBackups' } as const;
