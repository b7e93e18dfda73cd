'use client';
import { useTranslations } from 'use-intl';
import type { LabView } from '@/lib/contract/views.ts';
import { instanceHref } from '../chrome/menu.ts';
import { TextLink } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';

/** Shown until the first mirror exists: the order of the set-up, each step a link to its page. */
export function FirstSteps({ lab }: { lab: LabView }) {
  const t = useTranslations('entry');
  const [first = '', second = ''] = lab.hosts
    .filter((host) => host.purpose === 'failover member')
    .flatMap((host) => host.instances.map((instance) => `${host.name}/${instance.name}`));
  const arbiter = lab.hosts.find((host) => host.purpose === 'arbiter')?.name ?? '';
  const steps = [
    { href: '/lab', text: t('step1', { arbiter }) },
    { href: instanceHref(first, '/mirror/service'), text: t('step2', { first }) },
    { href: instanceHref(second, '/mirror/service'), text: t('step3', { second }) },
    { href: instanceHref(first, '/mirror/edit'), text: t('step4', { first }) },
    { href: instanceHref(first, '/mirror/monitor'), text: t('step5') },
  ];
  return (
    <Panel title={t('firstSteps')}>
      <ol className="list-decimal space-y-1.5 pl-5">
        {steps.map((step) => (
          <li key={step.text}>
            <TextLink href={step.href}>{step.text}</TextLink>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
