'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { toast } from 'sonner';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { ReasonButton } from '../ui/reason-button.tsx';

type Details = InstanceView<'database-details'>;
const kinds = ['mount', 'dismount', 'compact', 'integrityCheck'] as const;
type Kind = (typeof kinds)[number];

/** Mount and dismount are answered at once; the others take as long as the database is large. */
function commandOf(kind: Kind, name: string, catchUp: boolean): InstanceCommand {
  const databases = [name];
  switch (kind) {
    case 'mount':
      return { kind: 'mount-databases', databases, catchUp };
    case 'dismount':
      return { kind: 'dismount-databases', databases };
    case 'compact':
      return { kind: 'compact-databases', databases, inBackground: true };
    case 'integrityCheck':
      return { kind: 'integrity-check', databases, inBackground: true };
  }
}

export function DetailsActions({ target, details }: { target: Target; details: Details }) {
  const t = useTranslations('databases');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<Kind | null>(null);
  const [catchUp, setCatchUp] = useState(true);
  const { name, actions } = details;
  const offers: Record<Kind, Refusal | null> = {
    mount: actions.mount,
    dismount: actions.dismount,
    compact: actions.compact,
    integrityCheck: actions.integrityCheck,
  };
  const confirm = async (kind: Kind) => {
    const outcome = await send(commandOf(kind, name, catchUp));
    if (!outcome.ok) return;
    setAsked(null);
    toast.success(kind === 'mount' || kind === 'dismount' ? t('done', { count: 1 }) : t('begun'));
  };
  return (
    <>
      {kinds.map((kind) => (
        <ReasonButton
          key={kind}
          refusal={offers[kind]}
          onPress={() => {
            forget();
            setAsked(kind);
          }}
        >
          {t(`details.${kind}`)}
        </ReasonButton>
      ))}
      {asked && (
        <ConfirmDialog
          open
          title={`${t(`details.${asked}`)}: ${name}`}
          text={
            <>
              {t(`details.confirm.${asked}`, { name })} {asked === 'dismount' && details.mirror && t('details.confirm.dismountMirrored')}
              {asked === 'mount' && details.mirror && (
                <Checkbox
                  className="mt-2 flex"
                  label={t('details.catchUp')}
                  checked={catchUp}
                  onChange={(event) => setCatchUp(event.target.checked)}
                />
              )}
            </>
          }
          action={t(`details.${asked}`)}
          danger={asked === 'dismount'}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => confirm(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
