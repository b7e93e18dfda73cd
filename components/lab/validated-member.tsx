'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { Button } from '../ui/button.tsx';
import type { HostControls } from './command-button.tsx';

/** What a person does in the configuration file of a former failover member that could not be told of a promotion (engine facts 9.1). Only while the instance is down, also without power. */
export function ValidatedMember({ host, instance, sender }: HostControls & { instance: LabHost['instances'][number] }) {
  const t = useTranslations('promotion.lab');
  const lab = useTranslations('lab');
  const helpId = useId();
  const [isWritten, setWritten] = useState(false);
  const object = `${host.name}/${instance.name}`;
  const write = async () => setWritten((await sender.send({ kind: 'set-validated-member', host: host.name, instance: instance.name })).ok);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button size="small" disabled={sender.isPending} aria-label={lab('actionOn', { action: t('setValidated'), object })} aria-describedby={helpId} onClick={() => void write()}>
        {t('setValidated')}
      </Button>
      <span id={helpId} role="status" className="text-sm text-ink-soft">
        {isWritten ? t('done', { object }) : t('setValidatedHelp')}
      </span>
    </div>
  );
}
