'use client';
import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { inputStyle } from '../ui/field.tsx';
import { NOTHING_ENTERED } from '../ui/not-yet.ts';
import { ReasonButton } from '../ui/reason-button.tsx';
import type { HostControls } from './command-button.tsx';
import { ControlSection } from './control-section.tsx';
import { useServiceName } from './use-service-name.ts';

/** The host's firewall: what others may connect to. */
export function PortControls({ host, sender }: HostControls) {
  const t = useTranslations('lab');
  const serviceName = useServiceName();
  const [port, setPort] = useState('');
  const open = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await sender.send({ kind: 'open-port', host: host.name, port: Number(port), open: true });
    if (outcome.ok) setPort('');
  };
  return (
    <ControlSection name={t('ports')}>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        {host.openPorts.length === 0 && <i className="text-ink-soft">{t('portsNone')}</i>}
        {host.openPorts.map((one) => (
          <span key={one} className="inline-flex items-center gap-1 rounded-md border border-line-strong py-0.5 pl-2 pr-1 tabular-nums">
            {one}{' '}
            <span className="text-ink-soft">{serviceName(one) === t('flowService.other', { port: one }) ? '' : serviceName(one)}</span>
            <Button
              look="quiet"
              size="small"
              busy={sender.isPending}
              aria-label={t('closePortOf', { port: String(one), host: host.name })}
              className="text-danger max-sm:size-[44px] hover:bg-danger-fill"
              onClick={() => sender.send({ kind: 'open-port', host: host.name, port: one, open: false })}
            >
              <X aria-hidden="true" className="size-4" />
            </Button>
          </span>
        ))}
        <form onSubmit={open} className="flex items-center gap-1.5">
          <input
            className={`${inputStyle} min-h-7 w-22`}
            type="number"
            min={1}
            max={65535}
            required
            aria-label={t('portNumber', { host: host.name })}
            value={port}
            onChange={(event) => setPort(event.target.value)}
          />
          <ReasonButton
            type="submit"
            size="small"
            refusal={port === '' ? NOTHING_ENTERED : null}
            busy={sender.isPending}
            label={t('openPortOf', { port, host: host.name })}
          >
            {t('openPort')}
          </ReasonButton>
        </form>
      </div>
    </ControlSection>
  );
}
