'use client';
import { useTranslations } from 'use-intl';
import { agentVersions, PRODUCT_VERSION } from '@/lib/contract/units.ts';
import { TextLink } from '../ui/button.tsx';
import { Checkbox } from '../ui/field.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { CommandButton, type HostControls } from './command-button.tsx';
import { ControlSection } from './control-section.tsx';

export function AgentControls({ host, sender }: HostControls) {
  const t = useTranslations('lab');
  const tArbiter = useTranslations('arbiterPage');
  const { agent } = host;
  const shared = { sender, object: `${t('agent')} ${host.name}` };
  return (
    <ControlSection
      name={t('agent')}
      state={
        <span aria-live="polite" className="flex flex-wrap items-center gap-x-3 text-sm">
          <StatusWord tone={agent.running ? 'good' : agent.installed ? 'danger' : 'quiet'}>
            {!agent.installed ? t('agentNotInstalled') : agent.running ? t('agentRunning') : t('agentStopped')}
          </StatusWord>
          {agent.installed && (
            <span className="text-ink-soft">{t('agentDetail', { version: agent.version, port: String(agent.port) })}</span>
          )}
          {agent.processId !== null && <span className="text-ink-soft">{t('agentProcess', { id: String(agent.processId) })}</span>}
        </span>
      }
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        {!agent.installed && (
          <CommandButton {...shared} command={{ kind: 'install-agent', host: host.name, version: PRODUCT_VERSION }} action={t('install')} />
        )}
        {agent.installed && !agent.running && (
          <CommandButton {...shared} command={{ kind: 'start-agent', host: host.name }} action={t('start')} />
        )}
        {agent.installed && agent.running && (
          <CommandButton {...shared} command={{ kind: 'stop-agent', host: host.name }} action={t('stop')} danger />
        )}
        {agent.installed && host.purpose === 'arbiter' && (
          <TextLink href={`/lab/${host.name}/arbiter`}>{tArbiter('open', { host: host.name })}</TextLink>
        )}
        {agent.installed &&
          agentVersions
            .filter((version) => version !== agent.version)
            .map((version) => (
              <CommandButton
                key={version}
                {...shared}
                command={{ kind: 'install-agent', host: host.name, version }}
                action={t('installVersion', { version })}
              />
            ))}
        {agent.installed && (
          <Checkbox
            label={<span className="text-sm">{t('agentEnabled')}</span>}
            aria-label={t('bootOf', { host: host.name })}
            checked={agent.enabled}
            onChange={(event) => sender.send({ kind: 'enable-agent', host: host.name, enabled: event.target.checked })}
          />
        )}
      </div>
    </ControlSection>
  );
}
