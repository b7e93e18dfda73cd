'use client';
import { useTranslations } from 'use-intl';
import { useLab } from '@/lib/query/use-live.ts';
import { Header } from '../chrome/header.tsx';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { MirrorCard } from '../mirror/card/mirror-card.tsx';
import { speakerOf } from '../mirror/card/mirrors-of.ts';
import { useMirrors } from '../mirror/card/use-mirrors.ts';
import { ArbiterCard } from './arbiter-card.tsx';
import { FirstSteps } from './first-steps.tsx';
import { InstanceCard } from './instance-card.tsx';

/** The way in: each mirror at a glance, every instance with its state, and the lab. */
export function EntryPage() {
  const t = useTranslations();
  const lab = useLab();
  const instances = lab.value?.hosts.flatMap((host) => host.instances.map((instance) => ({ host, instance }))) ?? [];
  const mirrors = useMirrors() ?? [];
  return (
    <>
      <Header target={null} />
      <main id="content">
        <PageRibbon crumbs={[{ label: t('product') }]} title={t('entry.heading')} answeredAt={lab.answeredAt} stale={lab.stale !== null} />
        <PageBody>
          <StaleMark target="lab" live={lab} />
          <p className="max-w-3xl">{t('entry.intro')}</p>
          {!lab.value && !lab.stale && <Spinner />}
          {lab.value && instances.length === 0 && <p className="italic">{t('entry.noInstances')}</p>}
          {mirrors.map((mirror) => (
            <MirrorCard key={mirror.guid} mirror={mirror} speaker={speakerOf(mirror)} />
          ))}
          {lab.value && mirrors.every(({ members }) => members.length < 2) && instances.length > 1 && <FirstSteps lab={lab.value} />}
          <ul className="grid gap-4 md:grid-cols-2">
            {instances.map(({ host, instance }) => (
              <li key={`${host.name}/${instance.name}`}>
                <InstanceCard host={host} instance={instance} />
              </li>
            ))}
          </ul>
          <div className="grid items-start gap-4 md:grid-cols-2">
            {lab.value?.hosts
              .filter(({ purpose }) => purpose === 'arbiter')
              .map((host) => (
                <ArbiterCard key={host.name} host={host} />
              ))}
            <Panel title={t('entry.lab')}>
              <p className="mb-3">{t('entry.labText')}</p>
              <LinkButton href="/lab" look="main">
                {t('entry.openLab')}
              </LinkButton>
            </Panel>
          </div>
        </PageBody>
      </main>
    </>
  );
}
