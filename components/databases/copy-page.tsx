'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance, useLab } from '@/lib/query/use-live.ts';
import { backupHref } from '../backup/backup-paths.ts';
import { instanceHref } from '../chrome/menu.ts';
import { PageBody } from '../chrome/page-body.tsx';
import { PageRibbon } from '../chrome/page-ribbon.tsx';
import { useCrumbs } from '../chrome/use-crumbs.ts';
import { StaleMark } from '../chrome/stale-mark.tsx';
import { instanceOfMember } from '../mirror/instance-of-member.ts';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { CopyStep } from './copy-step.tsx';
import { detailsHref } from './database-href.ts';

/**
 * How a mirrored database that holds data comes to this member: the steps, each with the page where it is done, and where it stands now.
 */
export function CopyPage({ target, name }: { target: Target; name: string }) {
  const t = useTranslations();
  const crumbsTo = useCrumbs(target);
  const live = useInstance(target, 'mirror-catalogue', {});
  const { value: lab } = useLab();
  const { value: monitor } = useInstance(target, 'mirror-monitor', {});
  const catalogue = live.value;
  const primary =
    (instanceOfMember(lab, (mirror) => mirror.name === catalogue?.mirrorName && mirror.status === 'primary') as Target | null) ?? null;
  const entry = catalogue?.databases.find((database) => database.name === name);
  const here = monitor?.databases.find((database) => database.name === name);
  const monitorHref = instanceHref(target, '/mirror/monitor');
  const w = useTranslations('databases.copy');
  return (
    <>
      <PageRibbon
        crumbs={crumbsTo('/mirror/monitor', { below: t('title.copyDatabase'), href: monitorHref })}
        title={t('title.copyDatabase')}
        answeredAt={live.answeredAt}
        stale={live.stale !== null}
      />
      <PageBody>
        <StaleMark target={target} live={live} />
        {live.refusal && <RefusalNotice refusal={live.refusal} />}
        {!catalogue && !live.refusal && !live.stale && <Spinner />}
        {catalogue && !entry && <RefusalNotice refusal={{ code: '2103', args: [`:mirror:${catalogue.mirrorName}:${name}`] }} />}
        {catalogue && entry && (
          <div className="max-w-5xl space-y-4">
            <p className="text-lg font-bold">{w('heading', { name, mirror: catalogue.mirrorName })}</p>
            <p>{entry.createdAsMirrored ? w('whyCreated') : w('whyAdded', { name })}</p>
            {catalogue.isPrimary ? (
              <Note>{w('isPrimary')}</Note>
            ) : (
              <>
                <Note look={here?.status === 'dejournaling' ? 'good' : 'notice'}>
                  {here ? w('stands', { status: t(`monitor.databaseStatus.${here.status}`), local: here.localName }) : w('missing')}
                </Note>
                <Note look="warning">{w('journalsNeeded')}</Note>
                <Panel title={w('byBackup')}>
                  <p className="mb-2 text-sm text-ink-soft">{w('byBackupText')}</p>
                  <ol className="list-decimal space-y-3 pl-5">
                    <CopyStep
                      text={w('list', { name })}
                      links={primary ? [{ label: w('listLink', { instance: primary }), href: backupHref.list(primary) }] : []}
                    />
                    <CopyStep
                      text={w('run')}
                      links={primary ? [{ label: w('runLink', { instance: primary }), href: backupHref.run(primary, 'FullDBList') }] : []}
                    />
                    <CopyStep
                      text={w('carry')}
                      links={primary ? [{ label: w('carryLink', { instance: primary }), href: backupHref.files(primary) }] : []}
                    />
                    <CopyStep
                      text={w('restore', { name })}
                      links={[{ label: w('restoreLink', { instance: target }), href: backupHref.restore(target) }]}
                    />
                    <CopyStep text={w('look')} links={[{ label: t('title.mirrorMonitor'), href: monitorHref }]} />
                  </ol>
                </Panel>
                <Panel title={w('byFile')}>
                  <p className="mb-2 text-sm text-ink-soft">{w('byFileText')}</p>
                  <ol className="list-decimal space-y-3 pl-5">
                    <CopyStep
                      text={w('placeholder', { name })}
                      links={[{ label: w('placeholderLink', { instance: target }), href: instanceHref(target, '/databases/new') }]}
                    />
                    <CopyStep
                      text={w('dismount', { name })}
                      links={[
                        ...(primary
                          ? [{ label: w('dismountLink', { instance: primary }), href: instanceHref(primary, '/databases/operation') }]
                          : []),
                        {
                          label: w('dismountLink', { instance: target }),
                          href: here ? detailsHref(target, here.localName) : instanceHref(target, '/databases/operation'),
                        },
                      ]}
                    />
                    <CopyStep text={w('copyFile', { directory: entry.directory })} links={[]} />
                    <CopyStep text={w('mount')} links={[]} />
                    <CopyStep text={w('activate')} links={[{ label: t('title.mirrorMonitor'), href: monitorHref }]} />
                  </ol>
                </Panel>
              </>
            )}
          </div>
        )}
      </PageBody>
    </>
  );
}
