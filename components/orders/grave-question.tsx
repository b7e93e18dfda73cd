'use client';
import { type ReactNode, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Dialog } from '../ui/dialog.tsx';
import { NOT_CONFIRMED } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

interface GraveQuestionProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly confirmation: string | undefined;
  /** The answer may take the product's 60 seconds. */
  readonly waits: boolean;
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly onConfirm: (confirmed: boolean) => void;
  readonly onClose: () => void;
}

/** A question whose default is No, as in ^MIRROR: Enter on the open dialog changes nothing. */
export function GraveQuestion({ title, text, confirmation, waits, busy, refusal, onConfirm, onClose }: GraveQuestionProps) {
  const t = useTranslations('operator');
  const [confirmed, setConfirmed] = useState(false);
  const id = useId();
  return (
    <Dialog
      open
      busy={busy}
      onClose={onClose}
      title={title}
      closeLabel={t('no')}
      actions={
        <ReasonButton
          look="danger"
          refusal={confirmation !== undefined && !confirmed ? NOT_CONFIRMED : null}
          busy={busy}
          onPress={() => onConfirm(confirmed)}
        >
          {t('yes')}
        </ReasonButton>
      }
    >
      <div className="space-y-3">
        {text}
        {confirmation !== undefined && (
          <label htmlFor={id} className="flex gap-2">
            <input
              id={id}
              type="checkbox"
              className="mt-1 size-4 shrink-0"
              checked={confirmed}
              onChange={(event) => setConfirmed(event.target.checked)}
            />
            <span className="min-w-0 break-words">{confirmation}</span>
          </label>
        )}
        <p className="font-bold">{t('question')}</p>
        {busy && waits && <p role="status">{t('waiting')}</p>}
        {refusal && <RefusalNotice refusal={refusal} alert />}
      </div>
    </Dialog>
  );
}
