'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useFormat } from '../messages/use-format.ts';
import { ButtonStrip } from '../ui/button-strip.tsx';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { fileNameOf } from './backup-paths.ts';
import { ChooseFile } from './choose-file.tsx';
import { VolumeLabel } from './volume-label.tsx';
import { VolumeOfFile } from './volume-of-file.tsx';

interface RestoreFilesProps {
  readonly target: Target;
  readonly files: readonly string[];
  readonly busy: boolean;
  readonly refusal: Refusal | null;
  readonly onFiles: (files: readonly string[]) => void;
  readonly onNext: () => void;
}

/** Step 1: the backup file with its label, and those that follow it. */
export function RestoreFiles({ target, files, busy, refusal, onFiles, onNext }: RestoreFilesProps) {
  const t = useTranslations('backups.restore');
  const ui = useTranslations('ui');
  const [adding, setAdding] = useState(false);
  const choose = (file: string) => {
    onFiles([...files.filter((one) => one !== file), file]);
    setAdding(false);
  };
  const choices = <ChooseFile target={target} chosen={files} onChoose={choose} />;
  if (files.length === 0)
    return (
      <Form refusal={refusal}>
        <Panel title={t('chooseFile')}>{choices}</Panel>
      </Form>
    );
  return (
    <Form refusal={refusal}>
      {files.map((file, position) => (
        <ChosenFile
          key={file}
          target={target}
          file={file}
          asks={position === 0}
          onRemove={() => onFiles(files.filter((one) => one !== file))}
        />
      ))}
      {adding && (
        <Panel title={t('addNext')}>
          <p className="mb-2 text-sm">{t('nextText')}</p>
          {choices}
        </Panel>
      )}
      <ButtonStrip>
        {!adding && <Button onClick={() => setAdding(true)}>{t('addNext')}</Button>}
        <Button look="main" busy={busy} onClick={onNext}>
          {busy ? ui('working') : ui('next')}
        </Button>
      </ButtonStrip>
    </Form>
  );
}

function ChosenFile({ target, file, asks, onRemove }: { target: Target; file: string; asks: boolean; onRemove: () => void }) {
  const t = useTranslations('backups');
  const format = useFormat();
  return (
    <Panel
      title={t('volume.heading', { file: fileNameOf(file) })}
      aside={
        <Button size="small" aria-label={t('restore.removeFileOf', { file: fileNameOf(file) })} onClick={onRemove}>
          {t('restore.removeFile')}
        </Button>
      }
    >
      <p className="mb-2 wrap-anywhere text-sm text-ink-soft">{file}</p>
      <VolumeOfFile target={target} file={file}>
        {(volume) => (
          <div className="space-y-3">
            <VolumeLabel volume={volume} />
            {asks && <p className="font-bold">{t('restore.isThisIt')}</p>}
            {asks && volume.madeOnOtherMember && <Note>{t('restore.madeOnOther')}</Note>}
            {!asks && (
              <p className="text-sm text-ink-soft">
                {t('restore.nextTitle', { time: volume.previous ? format.dateTime(volume.previous.madeAt) : '-' })}
              </p>
            )}
          </div>
        )}
      </VolumeOfFile>
    </Panel>
  );
}
