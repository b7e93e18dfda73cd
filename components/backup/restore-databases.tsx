'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { JournalReachNote } from './journal-reach-note.tsx';
import { RestoreChoices, type RestoreChoicesProps } from './restore-choices.tsx';
import { hasUnmirrored } from './restore-draft.ts';
import { RestoreJournal } from './restore-journal.tsx';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

interface RestoreDatabasesProps extends RestoreChoicesProps {
  readonly target: Target;
  /** Of the restore itself, at the field of the answer that it was refused for. */
  readonly refusal: Refusal | null;
  /** Why there is no plan for what is chosen now. */
  readonly planRefusal: Refusal | null;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

/** Step 2: which databases and where to, with what would happen to each, and what to know beforehand. */
export function RestoreDatabases(props: RestoreDatabasesProps) {
  const { target, draft, plan, isCurrent, planRefusal, refusal, onChange, onBack, onNext } = props;
  const t = useTranslations();
  const { sentenceText, wayOutText } = useRefusalTexts();
  const newest = plan.volumes.at(-1);
  const reason = planRefusal ?? plan.restore;
  const mustLimit = plan.mustLimitToMirrored;
  return (
    <Form refusal={refusal}>
      {newest?.mirror && <JournalReachNote target={target} volume={newest} journal={plan.journal} />}
      {plan.warnings.length > 0 && (
        <Note look="warning">
          <p className="font-bold">{t('backups.restore.warnings')}</p>
          <ul className="mt-1 list-disc space-y-1 pl-5">
            {plan.warnings.map((warning) => (
              <li key={`${warning.code} ${warning.args.join()}`}>
                {sentenceText(warning)} {wayOutText(warning)}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <Panel title={t('backups.restore.which')}>
        {plan.volumes.some(({ madeOnOtherMember }) => madeOnOtherMember) && <p className="mb-1">{t('backups.restore.madeOnOther')}</p>}
        <p className="mt-1 font-bold">{t('backups.restore.limit')}</p>
        <RadioGroup
          name="limitToMirrored"
          label={t('backups.restore.limit')}
          value={(mustLimit ?? draft.limitToMirrored) ? 'yes' : 'no'}
          disabled={mustLimit !== null}
          options={[
            { value: 'yes', label: t('ui.yes') },
            { value: 'no', label: t('ui.no') },
          ]}
          onChange={(value) => onChange({ limitToMirrored: value === 'yes' })}
        />
        {mustLimit && <p className="text-sm text-ink-soft">{t('backups.restore.limitMust')}</p>}
        <p className="mt-3 font-bold">{t('backups.restore.each')}</p>
        <RadioGroup
          name="which"
          label={t('backups.restore.each')}
          value={draft.which}
          options={[
            { value: 'selected', label: t('backups.restore.selected') },
            { value: 'all', label: t('backups.restore.all') },
          ]}
          onChange={(which) => onChange({ which })}
        />
        {draft.which === 'all' && <p className="text-sm text-ink-soft">{t('backups.restore.allText')}</p>}
      </Panel>
      <RestoreChoices {...props} />
      {hasUnmirrored(plan.rows) && <RestoreJournal draft={draft} onChange={onChange} />}
      {planRefusal && <RefusalNotice refusal={planRefusal} alert />}
      {!isCurrent && !planRefusal && <Spinner label={t('backups.restore.checking')} />}
      <ButtonStrip>
        <Button onClick={onBack}>{t('ui.back')}</Button>
        <ReasonButton look="main" refusal={reason} busy={!isCurrent} onPress={onNext}>
          {t('ui.next')}
        </ReasonButton>
      </ButtonStrip>
    </Form>
  );
}
