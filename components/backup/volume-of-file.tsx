'use client';
import type { ReactNode } from 'react';
import type { BackupVolume } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PartState } from '../chrome/part-state.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';

/** Reads the label of a backup file of this host, and follows the file: a better copy shows at once. */
export function VolumeOfFile({ target, file, children }: { target: Target; file: string; children: (volume: BackupVolume) => ReactNode }) {
  const live = useInstance(target, 'backup-volume', { file });
  if (live.refusal) return <RefusalNotice refusal={live.refusal} alert />;
  return (
    <>
      <PartState target={target} live={live} />
      {live.value && children(live.value)}
    </>
  );
}
