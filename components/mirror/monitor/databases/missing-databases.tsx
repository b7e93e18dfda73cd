'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { copyHref, createMirroredHref } from '../../../databases/database-href.ts';
import { TextLink } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { DownloadMissing } from './download-missing.tsx';

/**
 * Full names of what the mirror lists and this member has not, each with the way to get it: an empty one is created, one with data has to
 * be brought; a newer version downloads either. `mirrorName`: of an async in several mirrors, which.
 */
export function MissingDatabases({
  target,
  mirrorName = null,
  isPrimary,
  names,
}: {
  target: Target;
  mirrorName?: string | null;
  isPrimary: boolean;
  names: readonly string[];
}) {
  const t = useTranslations('monitor');
  const { value: catalogue } = useInstance(target, 'mirror-catalogue', mirrorName === null ? {} : { mirrorName });
  const isCreated = ({ createdAsMirrored }: { createdAsMirrored: boolean }) => createdAsMirrored || catalogue?.downloads === true;
  return (
    <Panel title={t('missingDatabases')}>
      <Note look="warning">
        <p>{t(isPrimary ? 'missingOnPrimary' : 'missingText')}</p>
        <ul className="mt-1 list-disc space-y-1 pl-5">
          {names.map((fullName) => {
            const name = fullName.split(':').at(-1) ?? fullName;
            // A primary has nobody to follow: one made here would be another database, and the good copies of the others obsolete.
            const entry = isPrimary ? undefined : catalogue?.databases.find((database) => database.name === name);
            return (
              <li key={fullName}>
                <span className="mr-3 break-all font-mono">{fullName}</span>
                {entry && catalogue?.downloads && <DownloadMissing target={target} mirrorName={mirrorName} name={name} />}
                {entry && (
                  <TextLink
                    href={isCreated(entry) ? createMirroredHref(target, name, mirrorName) : copyHref(target, name)}
                    aria-label={t(isCreated(entry) ? 'missingCreateOf' : 'missingBringOf', { name })}
                  >
                    {t(isCreated(entry) ? 'missingCreate' : 'missingBring')}
                  </TextLink>
                )}
              </li>
            );
          })}
        </ul>
      </Note>
    </Panel>
  );
}
