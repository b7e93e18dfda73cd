'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { isLeading } from '@/lib/contract/leading.ts';
import type { LabHost } from '@/lib/contract/views.ts';
import { InstanceStateWord } from '../chrome/instance-state.tsx';
import { MemberStatusWord } from '../chrome/member-status.tsx';
import { instanceHref } from '../chrome/menu.ts';
import { TextLink } from '../ui/button.tsx';
import { CommandButton, type HostControls } from './command-button.tsx';
import { ControlSection } from './control-section.tsx';
import { InstanceUpgrade } from './instance-upgrade.tsx';
import { JournalDisk } from './journal-disk.tsx';
import { LastEnd } from './last-end.tsx';
import { ValidatedMember } from './validated-member.tsx';

export function InstanceControls({ host, instance, sender }: HostControls & { instance: LabHost['instances'][number] }) {
  const t = useTranslations('lab');
  const [failover, setFailover] = useState(true);
  const noFailoverId = useId();
  const operator = useTranslations('operator');
  const download = useTranslations('download');
  const name = `${host.name}/${instance.name}`;
  const which = { host: host.name, instance: instance.name };
  const shared = { sender, object: name };
  const consequences = useTranslations('consequences');
  const { mirror } = instance;
  const served = mirror && isLeading(mirror.status) ? { member: mirror.memberName, mirror: mirror.name } : null;
  const handsOver = served && consequences('handsOver', served);
  const stopQuestion = served && {
    title: consequences('stop'),
    text: failover ? `${handsOver} ${consequences('staysDown')}` : consequences('withoutFailover', served),
  };
  const restartQuestion = served && { title: consequences('restart'), text: `${handsOver} ${consequences('returns')}` };
  return (
    <ControlSection
      name={`${t('instance')} ${instance.name}`}
      state={
        <span aria-live="polite" className="flex flex-wrap items-center gap-x-3 text-sm">
          <InstanceStateWord state={instance.state} />
          {instance.mirror && instance.state === 'running' && <MemberStatusWord status={instance.mirror.status} />}
          <span className="text-ink-soft">{download('version', { version: instance.version })}</span>
          {instance.processId !== null && <span className="text-ink-soft">{t('process', { id: String(instance.processId) })}</span>}
        </span>
      }
    >
      {instance.lastExit && instance.state === 'down' && (
        <p className="mb-1.5 text-sm text-ink-soft">
          <LastEnd end={instance.lastExit} />
        </p>
      )}
      <div className="flex flex-wrap items-center gap-1.5">
        {instance.state === 'down' ? (
          <CommandButton {...shared} command={{ kind: 'start-instance', ...which }} action={t('start')} />
        ) : (
          <>
            <CommandButton {...shared} command={{ kind: 'stop-instance', ...which, failover }} action={t('stop')} question={stopQuestion} />
            {instance.mirror && (
              <label htmlFor={noFailoverId} className="mr-1.5 inline-flex min-h-[24px] items-center gap-1 text-sm">
                <input
                  id={noFailoverId}
                  type="checkbox"
                  className="size-4"
                  aria-label={operator('noFailoverShutdownOf', { object: name })}
                  checked={!failover}
                  onChange={(event) => setFailover(!event.target.checked)}
                />
                {operator('noFailoverShutdown')}
              </label>
            )}
            <CommandButton {...shared} command={{ kind: 'restart-instance', ...which }} action={t('restart')} question={restartQuestion} />
            <CommandButton {...shared} command={{ kind: 'kill-instance', ...which }} action={t('kill')} danger />
            {instance.state === 'paused' ? (
              <CommandButton {...shared} command={{ kind: 'resume-instance', ...which }} action={t('resume')} />
            ) : (
              <CommandButton {...shared} command={{ kind: 'pause-instance', ...which }} action={t('pause')} danger />
            )}
          </>
        )}
        <InstanceUpgrade host={host} instance={instance} sender={sender} />
        <TextLink href={instanceHref(name)} aria-label={t('portalOf', { instance: name })} className="ml-2 text-sm">
          {t('openPortal')}
        </TextLink>
      </div>
      {instance.state === 'down' && <ValidatedMember host={host} instance={instance} sender={sender} />}
      <JournalDisk host={host} instance={instance} sender={sender} />
    </ControlSection>
  );
}
