'use client';
import { useTranslations } from 'use-intl';
import type { LabView } from '@/lib/contract/views.ts';
import { instanceHref } from '../chrome/menu.ts';
import { SetUpSteps } from '../mirror/set-up/set-up-steps.tsx';
import { Panel } from '../ui/panel.tsx';

/** Shown until a mirror has its second member: the order of the set-up, each step with its page. */
export function FirstSteps({ lab }: { lab: LabView }) {
  const t = useTranslations();
  const failoverHosts = lab.hosts.filter((host) => host.purpose === 'failover member');
  const [first = '', second = ''] = failoverHosts.flatMap((host) => host.instances.map((instance) => `${host.name}/${instance.name}`));
  const arbiter = lab.hosts.find((host) => host.purpose === 'arbiter');
  const page = (target: string, path: string, label: string) => ({ href: instanceHref(target, path), label: `${target} · ${label}` });
  const hasMirror = lab.hosts.some((host) => host.instances.some(({ memberships }) => memberships.length > 0));
  return (
    <Panel title={t('entry.firstSteps')}>
      <SetUpSteps
        steps={[
          {
            text: t('entry.step1', { arbiter: arbiter?.name ?? '' }),
            isDone: [...failoverHosts, ...(arbiter ? [arbiter] : [])].every(({ agent }) => agent.running),
            links: [{ href: '/lab', label: t('title.lab') }],
          },
          {
            text: t('entry.step2', { first }),
            isDone: hasMirror,
            links: [page(first, '/mirror/service', t('menu.enableMirrorService')), page(first, '/mirror/create', t('menu.createMirror'))],
          },
          {
            text: t('entry.step3', { second }),
            isDone: false,
            links: [
              page(second, '/mirror/service', t('menu.enableMirrorService')),
              page(second, '/mirror/join-failover', t('menu.joinAsFailover')),
            ],
          },
          { text: t('entry.step4', { first }), isDone: false, links: [page(first, '/mirror/edit', t('menu.editMirror'))] },
          { text: t('entry.step5'), isDone: false, links: [page(first, '/mirror/monitor', t('menu.mirrorMonitor'))] },
        ]}
      />
    </Panel>
  );
}
