'use client';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { fileNameOf } from './backup-paths.ts';
import { consentsOf, type RestoreDraft, type RestorePlan } from './restore-draft.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

interface RestoreConfirmProps {
  readonly draft: RestoreDraft;
  readonly plan: RestorePlan;
  readonly isCurrent: boolean;
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly onChange: (change: Partial<RestoreDraft>) => void;
  readonly onBack: () => void;
  readonly onStart: () => void;
}

/** Step 3: what will be restored, and a yes to each thing that is lost by it. */
export function RestoreConfirm({ draft, plan, isCurrent, busy, refusal, onChange, onBack, onStart }: RestoreConfirmProps) {
  const t = useTranslations();
  const { sentenceText } = useRefusalTexts();
  const rows = plan.rows.filter(({ verdict }) => verdict === 'restore');
  const consents = consentsOf(plan.rows);
  const agree = (key: string, isAgreed: boolean) =>
    onChange({ agreed: new Set(isAgreed ? [...draft.agreed, key] : [...draft.agreed].filter((one) => one !== key)) });
  return (
    <>
      <Panel title={t('backups.restore.confirmHeading')}>
        <div className="space-y-3">
          {refusal && <RefusalNotice refusal={refusal} alert />}
          <p>{t('backups.restore.summary', { count: rows.length, file: draft.files.map(fileNameOf).join(', ') })}</p>
          <ul className="list-disc space-y-1 pl-5">
            {rows.map((row) => (
              <li key={row.source} className="wrap-anywhere">
                <b>{row.name}</b> {row.mirrorDatabase && `(${row.mirrorDatabase}) `}=&gt; {row.target.directory}
              </li>
            ))}
          </ul>
          {consents.length > 0 && (
            <fieldset className="rounded-md border border-warning bg-warning-fill p-3">
              <legend className="px-1 font-bold">{t('backups.restore.mustAgree')}</legend>
              <ul className="space-y-1">
                {consents.map(({ key, refusal: asked }) => (
                  <li key={key}>
                    <Checkbox
                      className="items-start py-1 [&>input]:mt-0.5 [&>input]:shrink-0"
                      label={<span className="min-w-0 break-words">{sentenceText(asked)}</span>}
                      aria-invalid={refusal?.code === 'P178' && !draft.agreed.has(key)}
                      checked={draft.agreed.has(key)}
                      onChange={(event) => agree(key, event.target.checked)}
                    />
                  </li>
                ))}
              </ul>
            </fieldset>
          )}
          <p className="font-bold">{t(consents.length > 0 ? 'backups.restore.overwrite' : 'backups.restore.nothingOverwritten')}</p>
        </div>
      </Panel>
      {!isCurrent && <Spinner label={t('backups.restore.checking')} />}
      <ButtonStrip>
        <Button onClick={onBack}>{t('ui.back')}</Button>
        <Button look={consents.length > 0 ? 'danger' : 'main'} busy={busy || !isCurrent} onClick={onStart}>
          {busy ? t('ui.working') : t('backups.restore.confirmYes')}
        </Button>
      </ButtonStrip>
    </>
  );
}
