'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { OrderButton } from '../orders/order-button.tsx';

const REASON_LENGTH_MAX = 80;

/** Switch Journal, with the reason that will stand in the list. */
export function SwitchJournal({ target, onSwitched }: { target: Target; onSwitched: (isDone: boolean) => void }) {
  const t = useTranslations('journals');
  const ui = useTranslations('ui');
  return (
    <OrderButton
      target={target}
      order={{
        label: t('switch'),
        offer: null,
        text: t('confirmSwitch', { instance: target }),
        action: ui('ok'),
        line: { name: 'reason', label: t('switchReason'), help: t('switchReasonHelp'), lengthMax: REASON_LENGTH_MAX },
        command: (_, reason) => ({ kind: 'switch-journal', reason }),
        onAsk: () => onSwitched(false),
        onDone: () => onSwitched(true),
      }}
    />
  );
}
