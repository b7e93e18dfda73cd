'use client';
import { useTranslations } from 'use-intl';
import type { JournalFault } from '@/lib/contract/journals.ts';
import { Note } from '../ui/note.tsx';

/** Mirror journal files that are not whole, and what follows for whom; nothing while all is well. */
export function JournalFaults({ faults }: { faults: readonly JournalFault[] }) {
  return faults.map((fault) => (
    <Note key={`${fault.kind} ${fault.mirrorName}`} look="warning">
      <FaultText fault={fault} />
    </Note>
  ));
}

function FaultText({ fault }: { fault: JournalFault }) {
  const t = useTranslations();
  switch (fault.kind) {
    case 'standstill':
      return t(`story.${fault.story.code}`, { first: fault.story.args[0] ?? '', second: fault.story.args[1] ?? '' });
    case 'lostEnd':
      return t('journalState.faults.lostEnd', { file: fault.file, mirror: fault.mirrorName });
    case 'hole':
      return (
        <>
          <b>{t(`journalState.faults.${fault.reason}`, { file: fault.file })}</b>{' '}
          {t('journalState.faults.begins', { mirror: fault.mirrorName, begins: String(fault.begins) })} {t('journalState.faults.wayOut')}
        </>
      );
  }
}
