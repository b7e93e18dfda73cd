'use client';
import { useTranslations } from 'use-intl';
import { useFormat } from '../messages/use-format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Note } from '../ui/note.tsx';

export interface FoundFile {
  readonly directory: string;
  readonly sizeBytes: number;
}

/** An IRIS.DAT lies in the chosen directory: is it the database that is meant? */
export function FoundFileQuestion({ found, onBack, onUse }: { found: FoundFile; onBack: () => void; onUse: () => void }) {
  const t = useTranslations('databases.wizard.found');
  const ui = useTranslations('ui');
  const format = useFormat();
  return (
    <Dialog
      open
      onClose={onBack}
      title={t('title')}
      closeLabel={ui('back')}
      actions={
        <Button look="main" onClick={onUse}>
          {t('use')}
        </Button>
      }
    >
      <Note look="warning">
        <p className="break-all">{t('text', { directory: found.directory, size: format.bytes(found.sizeBytes) })}</p>
        <p className="mt-1">{t('choice')}</p>
      </Note>
    </Dialog>
  );
}
