'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { useOrderBy } from '../orders/use-order.tsx';
import { Button } from '../ui/button.tsx';
import type { HostControls } from './command-button.tsx';

/**
 * What a person does in the configuration file of a former failover member that could not be told of a promotion (engine facts 9.1), and
 * the way back from it when nobody else can lead. Only while the instance is down, also without power.
 */
export function ValidatedMember({ host, instance, sender }: HostControls & { instance: LabHost['instances'][number] }) {
  const t = useTranslations('promotion.lab');
  const lab = useTranslations('lab');
  const helpId = useId();
  const [written, setWritten] = useState<'done' | 'setBackDone' | null>(null);
  const { ask, question } = useOrderBy(sender);
  const object = `${host.name}/${instance.name}`;
  const commandOf = (validated: boolean) =>
    ({ kind: 'set-validated-member', host: host.name, instance: instance.name, validated }) as const;
  const write = async () => {
    const { ok } = await sender.send(commandOf(false));
    setWritten(ok ? 'done' : null);
  };
  const askBack = () =>
    ask({
      label: t('setBack'),
      offer: null,
      text: t('setBackText', { object }),
      danger: true,
      command: () => commandOf(true),
      onAsk: () => setWritten(null),
      onDone: () => setWritten('setBackDone'),
    });
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button
        size="small"
        busy={sender.isPending}
        aria-label={lab('actionOn', { action: t('setValidated'), object })}
        aria-describedby={helpId}
        onClick={() => void write()}
      >
        {t('setValidated')}
      </Button>
      <Button
        size="small"
        look="danger"
        busy={sender.isPending}
        aria-label={lab('actionOn', { action: t('setBack'), object })}
        onClick={askBack}
      >
        {t('setBack')}
      </Button>
      <span id={helpId} role="status" className="text-sm text-ink-soft">
        {written ? t(written, { object }) : t('setValidatedHelp')}
      </span>
      {question}
    </div>
  );
}
