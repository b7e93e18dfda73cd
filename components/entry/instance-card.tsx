'use client';
import { useTranslations } from 'use-intl';
import type { LabHost } from '@/lib/contract/views.ts';
import { usePurpose } from '../lab/use-purpose.ts';
import { InstanceStateWord } from '../chrome/instance-state.tsx';
import { MemberStatusWord } from '../chrome/member-status.tsx';
import { instanceHref } from '../chrome/menu.ts';
import { LastEnd } from '../lab/last-end.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';

export function InstanceCard({ host, instance }: { host: LabHost; instance: LabHost['instances'][number] }) {
  const t = useTranslations();
  const purposeOf = usePurpose();
  const name = `${host.name}/${instance.name}`;
  // Also while it does not run.
  const mirrorNames = instance.memberships.map(({ mirrorName }) => mirrorName).join(', ');
  return (
    <Panel title={`${name} · ${purposeOf(host.purpose)}`} aside={<InstanceStateWord state={instance.state} />} className="h-full">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1" aria-live="polite">
        <dt className="font-bold">{t('entry.mirror')}</dt>
        <dd>{mirrorNames || t('entry.notInMirror')}</dd>
        {instance.mirror && (
          <>
            <dt className="font-bold">{t('home.status')}</dt>
            <dd>
              <MemberStatusWord status={instance.mirror.status} />
            </dd>
          </>
        )}
        {host.power === 'off' && <dd className="col-span-2 font-bold text-danger">{t('entry.hostOff')}</dd>}
        {instance.lastExit && instance.state === 'down' && (
          <dd className="col-span-2 text-ink-soft">
            <LastEnd end={instance.lastExit} />
          </dd>
        )}
      </dl>
      <LinkButton href={instanceHref(name)} className="mt-3" aria-label={t('entry.portalOf', { instance: name })}>
        {t('entry.openPortal')}
      </LinkButton>
    </Panel>
  );
}
