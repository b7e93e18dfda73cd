'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { useFormat } from '../../../messages/use-format.ts';
import { OrderButton } from '../../../orders/order-button.tsx';
import { TextLink } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Note } from '../../../ui/note.tsx';
import { NOT_CONFIRMED } from '../../../ui/not-yet.ts';
import { Panel } from '../../../ui/panel.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { RefusalNotice } from '../../../ui/refusal-notice.tsx';
import { MembersToEdit } from './members-to-edit.tsx';
import { isTyped, TypedConfirmation } from '../orders/typed-confirmation.tsx';

type Promotion = InstanceView<'promotion'>;

/**
 * A promotion that is not at its end, or that left something to do by hand. It outlives the dialogue and a reload; nothing is shown when
 * there is none.
 */
export function PromotionPanel({ target, mirrorName }: { target: Target; mirrorName: string }) {
  const t = useTranslations('promotion');
  const format = useFormat();
  const { value } = useInstance(target, 'promotion', {});
  if (!value || (value.state === 'none' && value.unavailable.length === 0)) return null;
  return (
    <Panel title={t('panel')}>
      <div className="space-y-3">
        {value.state !== 'none' && (
          <Note look={value.state === 'running' ? 'notice' : 'warning'}>
            {t(`states.${value.state}`, { partner: value.partnerName ?? '' })}{' '}
            {value.since !== null && t('since', { time: format.dateTime(value.since) })}
          </Note>
        )}
        {value.state === 'role-unknown' && (
          <p>
            {t('lastWay')} <TextLink href="/lab">{t('toLab')}</TextLink>
          </p>
        )}
        {value.state === 'waiting' && <WaitingActions target={target} mirrorName={mirrorName} promotion={value} />}
        {value.unavailable.length > 0 && <MembersToEdit members={value.unavailable} />}
      </div>
    </Panel>
  );
}

/** The two ways out of waiting. */
function WaitingActions({ target, mirrorName, promotion }: { target: Target; mirrorName: string; promotion: Promotion }) {
  const t = useTranslations();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [isAsking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const partner = promotion.partnerName ?? '';
  const ask = () => {
    forget();
    setTyped('');
    setAsking(true);
  };
  const close = () => setAsking(false);
  const confirm = async () => {
    if ((await send({ kind: 'force-promotion' })).ok) close();
  };
  return (
    <div className="flex flex-wrap gap-2">
      <ReasonButton look="danger" refusal={promotion.actions.force} onPress={ask}>
        {t('promotion.force')}
      </ReasonButton>
      <OrderButton
        target={target}
        order={{
          label: t('promotion.cancel'),
          text: t('promotion.cancelText'),
          offer: promotion.actions.cancel,
          command: () => ({ kind: 'cancel-promotion' }),
        }}
      />
      {isAsking && (
        <Dialog
          open
          busy={isPending}
          edited={typed !== ''}
          onClose={close}
          title={t('promotion.force')}
          actions={
            <ReasonButton
              look="danger"
              refusal={isTyped(mirrorName, typed) ? null : NOT_CONFIRMED}
              busy={isPending}
              onPress={() => void confirm()}
            >
              {isPending ? t('ui.working') : t('promotion.force')}
            </ReasonButton>
          }
        >
          <div className="space-y-3">
            <p>{t('promotion.forceText', { partner })}</p>
            <Note look="warning">{t('promotion.dataLoss')}</Note>
            <TypedConfirmation word={mirrorName} value={typed} onChange={setTyped} />
            {refusal && <RefusalNotice refusal={refusal} alert />}
          </div>
        </Dialog>
      )}
    </div>
  );
}
