'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { RefusalNotice } from './refusal-notice.tsx';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly title: ReactNode;
  /** What will happen, naming the thing it happens to. */
  readonly text: ReactNode;
  readonly action: ReactNode;
  readonly danger?: boolean;
  readonly busy: boolean;
  /** Its text has a line to write in, and it holds something: Escape and × ask before that is lost. */
  readonly edited?: boolean;
  readonly refusal: Refusal | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that others will feel; stays open with the reason when it is refused. */
export function ConfirmDialog({
  open,
  title,
  text,
  action,
  danger = false,
  busy,
  edited = false,
  refusal,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const t = useTranslations('ui');
  return (
    <Dialog
      open={open}
      busy={busy}
      edited={edited}
      onClose={onClose}
      title={title}
      actions={
        <Button look={danger ? 'danger' : 'main'} busy={busy} onClick={onConfirm}>
          {busy ? t('working') : action}
        </Button>
      }
    >
      <div className="space-y-3">
        <div>{text}</div>
        {refusal && <RefusalNotice refusal={refusal} alert />}
      </div>
    </Dialog>
  );
}
