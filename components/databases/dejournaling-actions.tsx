'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { toast } from 'sonner';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';

interface DejournalingActionsProps {
  readonly target: Target;
  readonly name: string;
  readonly dejournaling: NonNullable<InstanceView<'database-details'>['dejournaling']>;
}

/** What a person may do to the dejournaling of one mirrored copy: hold it, or declare that it lacks nothing. */
export function DejournalingActions({ target, name, dejournaling }: DejournalingActionsProps) {
  const t = useTranslations('databases');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<'pause' | 'markCaughtUp' | null>(null);
  const [confirmed, setConfirmed] = useState(false);
  const confirm = async () => {
    const outcome = await send(
      asked === 'pause' ? { kind: 'pause-dejournaling', databases: [name] } : { kind: 'mark-caught-up', databases: [name], confirmed },
    );
    if (!outcome.ok) return;
    setAsked(null);
    toast.success(t('done', { count: 1 }));
  };
  return (
    <>
      {(['pause', 'markCaughtUp'] as const).map((action) => (
        <ReasonButton
          key={action}
          refusal={dejournaling[action]}
          onPress={() => {
            forget();
            setConfirmed(false);
            setAsked(action);
          }}
        >
          {t(`details.dejournaling.${action}`)}
        </ReasonButton>
      ))}
      {asked && (
        <ConfirmDialog
          open
          title={`${t(`details.dejournaling.${asked}`)}: ${name}`}
          text={
            <>
              {t(`details.dejournaling.confirm.${asked}`, { name })}
              {asked === 'markCaughtUp' && (
                <Checkbox
                  className="mt-2 flex"
                  label={t('details.dejournaling.know')}
                  checked={confirmed}
                  onChange={(event) => setConfirmed(event.target.checked)}
                />
              )}
            </>
          }
          action={t(`details.dejournaling.${asked}`)}
          danger={asked === 'markCaughtUp'}
          busy={isPending}
          refusal={refusal}
          onConfirm={confirm}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
