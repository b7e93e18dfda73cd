'use client';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { AgentControls } from './agent-controls.tsx';
import { CardControls } from './card-controls.tsx';
import { CertificateFiles } from './certificate-files.tsx';
import { CommandButton } from './command-button.tsx';
import { InstanceControls } from './instance-controls.tsx';
import { PortControls } from './port-controls.tsx';
import { usePurpose } from './use-purpose.ts';
import { useMarks } from '../messages/use-marks.ts';

/** One host with everything a person could do at it. What is not possible now, the lab refuses with its reason. */
export function HostPanel({ host }: { host: LabHost }) {
  const t = useTranslations('lab');
  const marks = useMarks();
  const purposeOf = usePurpose();
  const sender = useSendCommand('lab');
  const isOn = host.power === 'on';
  const controls = { host, sender };
  return (
    <Panel
      title={t('hostPanel', { host: host.name, purpose: purposeOf(host.purpose) })}
      aside={
        <span className="flex items-center gap-3 text-sm">
          <StatusWord tone={isOn ? 'good' : 'danger'}>
            {t('power')}
            {marks.colon}
            {isOn ? t('on') : t('off')}
          </StatusWord>
          <CommandButton
            sender={sender}
            command={isOn ? { kind: 'power-off-host', host: host.name } : { kind: 'power-on-host', host: host.name }}
            action={isOn ? t('powerOff') : t('powerOn')}
            object={host.name}
            danger={isOn}
          />
        </span>
      }
    >
      <div className="space-y-4">
        {sender.refusal && <RefusalNotice refusal={sender.refusal} alert />}
        {host.instances.map((instance) => (
          <InstanceControls key={instance.name} instance={instance} {...controls} />
        ))}
        <AgentControls {...controls} />
        <CardControls {...controls} />
        <PortControls {...controls} />
        {host.certificateFiles.length > 0 && <CertificateFiles {...controls} />}
      </div>
    </Panel>
  );
}
