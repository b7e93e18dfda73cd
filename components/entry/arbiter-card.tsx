'use client';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { usePurpose } from '../lab/use-purpose.ts';
import { LinkButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { StatusWord } from '../ui/status-word.tsx';

/** The host of the arbiter, which has no instance. */
export function ArbiterCard({ host: { name, purpose, agent } }: { host: LabHost }) {
  const t = useTranslations();
  const purposeOf = usePurpose();
  return (
    <Panel
      title={`${name} · ${purposeOf(purpose)}`}
      aside={
        <StatusWord tone={agent.running ? 'good' : agent.installed ? 'danger' : 'quiet'}>
          {t(!agent.installed ? 'lab.agentNotInstalled' : agent.running ? 'lab.agentRunning' : 'lab.agentStopped')}
        </StatusWord>
      }
    >
      <p className="mb-3">{t('entry.arbiterText')}</p>
      <LinkButton href={`/lab/${name}/arbiter`}>{t('arbiterPage.open', { host: name })}</LinkButton>
    </Panel>
  );
}
