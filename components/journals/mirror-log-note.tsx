'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Button } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

/** The list of mirror journal files is lost or damaged: the way to have it made again. Nothing while it is kept. */
export function MirrorLogNote({ target, log }: { target: Target; log: InstanceView<'journals'>['mirrorLog'] }) {
  const t = useTranslations('journals.mirrorLog');
  const { send, isPending, refusal } = useSendCommand(target);
  if (log === null || log.state === 'kept') return null;
  return (
    <>
      <Note look="warning">
        <p className="mb-2 break-all">{t(log.state, { path: log.path })}</p>
        <Button size="small" busy={isPending} onClick={() => send({ kind: 'rebuild-mirror-journal-log' })}>
          {t('rebuild')}
        </Button>
      </Note>
      {refusal && <RefusalNotice refusal={refusal} alert />}
    </>
  );
}
