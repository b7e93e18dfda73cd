'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useLab } from '@/lib/query/use-live.ts';
import { instanceHref } from '../../chrome/menu.ts';
import { Panel } from '../../ui/panel.tsx';
import { SetUpSteps } from './set-up-steps.tsx';

/** On Home of an instance that is in no mirror: the way into one. */
export function SetUpCard({ target, summary }: { target: Target; summary: InstanceView<'summary'> }) {
  const t = useTranslations();
  const { value: lab } = useLab();
  const host = lab?.hosts.find(({ name }) => name === summary.host);
  const page = (path: string, label: string) => ({ href: instanceHref(target, path), label });
  return (
    <Panel title={t('home.setUp')}>
      <SetUpSteps
        steps={[
          {
            text: t('home.setUpAgent', { host: summary.host }),
            isDone: host?.agent.running ?? false,
            links: [{ href: '/lab', label: t('title.lab') }],
          },
          {
            text: t('home.setUpService'),
            isDone: summary.mirrorServiceEnabled,
            links: [page('/mirror/service', t('menu.enableMirrorService'))],
          },
          {
            text: t('home.setUpMirror'),
            isDone: false,
            links: [
              page('/mirror/create', t('menu.createMirror')),
              page('/mirror/join-failover', t('menu.joinAsFailover')),
              page('/mirror/join-async', t('menu.joinAsAsync')),
            ],
          },
          { text: t('home.setUpWatch'), isDone: false, links: [page('/mirror/monitor', t('menu.mirrorMonitor'))] },
        ]}
      />
    </Panel>
  );
}
