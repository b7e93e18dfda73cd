'use client';
import { useTranslations } from 'use-intl';
import { SUPERSERVER_PORT } from '@/lib/contract/units.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { PROBE_GLOBAL, PROBE_INTERVAL_MS } from '@/lib/contract/units.ts';
import { useLab } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { OptionBox } from '../../../ui/option-box.tsx';
import { RefusalNotice } from '../../../ui/refusal-notice.tsx';

type Monitor = InstanceView<'mirror-monitor'>;

/** Switches the probe of writes on and off. It writes into the first mirrored database, over the address that applications use. */
export function WriteProbeSetting({ monitor }: { monitor: Monitor }) {
  const t = useTranslations('timeline');
  const { value: lab } = useLab();
  const { send, isPending, refusal } = useSendCommand('lab');
  const database = monitor.databases[0]?.localName;
  const addresses = addressesOf(monitor);
  if (!lab || database === undefined || addresses.length === 0) return null;
  const probe = lab.writeProbe?.mirrorName === monitor.mirrorName ? lab.writeProbe : null;
  const change = (on: boolean) => {
    if (isPending) return;
    void send(
      on
        ? { kind: 'start-write-probe', mirrorName: monitor.mirrorName, addresses, port: SUPERSERVER_PORT, database }
        : { kind: 'stop-write-probe' },
    );
  };
  const help = t('probeHelp', { interval: PROBE_INTERVAL_MS, global: PROBE_GLOBAL, database: probe?.database ?? database });
  return (
    <div className="mb-3 text-sm">
      <OptionBox label={t('probe')} help={help} checked={probe !== null} onChange={change} />
      {probe?.lastError && <p className="mt-1 text-warning">{t('probeSilent')}</p>}
      {refusal && <RefusalNotice refusal={refusal} alert />}
    </div>
  );
}

/** Without a virtual IP applications know both failover members. */
function addressesOf({ virtualIp, thisKind, thisMember, otherMember }: Monitor): string[] {
  if (virtualIp !== null) return [virtualIp.split('/')[0] ?? ''];
  return thisKind === 'failover' ? [thisMember, otherMember].flatMap((member) => (member ? [member.superserverAddress] : [])) : [];
}
