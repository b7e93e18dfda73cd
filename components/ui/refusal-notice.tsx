'use client';
import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import { Note } from './note.tsx';
import { RefusalNumber } from './refusal-number.tsx';
import { useRefusalTexts } from './use-refusal-texts.ts';

/**
 * A refusal with its number, its sentence and the way out. `alert`: the answer to something the person has just done. `failed`: why
 * something failed that was begun earlier. Without either it is the state of the page, where nothing went wrong.
 */
export function RefusalNotice({ refusal, alert = false, failed = alert }: { refusal: Refusal; alert?: boolean; failed?: boolean }) {
  const { refusalText, sentenceText, wayOutText } = useRefusalTexts();
  const t = useTranslations('ui');
  if (!failed)
    return (
      <Note>
        <p className="wrap-anywhere font-bold">{sentenceText(refusal)}</p>
        <p className="wrap-anywhere mt-0.5">{wayOutText(refusal)}</p>
        <RefusalNumber refusal={refusal} />
      </Note>
    );
  return (
    <div role={alert ? 'alert' : undefined} className="flex gap-2.5 rounded-md border border-danger bg-danger-fill p-3 text-sm">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-danger" />
      <div className="min-w-0 wrap-anywhere">
        <p className="font-bold text-danger">{refusalText(refusal)}</p>
        <p className="mt-0.5 text-ink">{t('wayOut', { text: wayOutText(refusal) })}</p>
      </div>
    </div>
  );
}
