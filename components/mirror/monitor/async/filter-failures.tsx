'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { TextLink } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';

/** The mirrors whose dejournal filter has ended dejournaling, each with its own sentence; nothing while there are none. */
export function FilterFailures({ target }: { target: Target }) {
  const t = useTranslations('async');
  const filters = useInstance(target, 'dejournal-filters', {}).value;
  const failed = filters?.mirrors.filter(({ failure }) => failure !== null) ?? [];
  return failed.map(({ mirrorName, failure }) => (
    <Note key={mirrorName} look="warning" className="mt-3">
      <p className="font-bold">{t('monitor.filterFailed', { mirror: mirrorName })}</p>
      <p className="wrap-anywhere">{failure}</p>
      <TextLink href={instanceHref(target, '/mirror/edit-async')}>{t('monitor.editFilter')}</TextLink>
    </Note>
  ));
}
