import { RestoreOutcomePage } from '@/components/backup/restore-outcome-page.tsx';
import { RestorePage } from '@/components/backup/restore-page.tsx';
import { restoreOutcomeWatches, restoreWatches } from '@/components/backup/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('restore');

export default async function Page({ params, searchParams }: InstanceParams & { searchParams: Promise<{ file?: string; run?: string }> }) {
  const { file = '', run } = await searchParams;
  const target = targetOf(await params);
  return run ? (
    <Live watches={restoreOutcomeWatches(target)}>
      <RestoreOutcomePage target={target} runId={Math.trunc(Number(run)) || 0} />
    </Live>
  ) : (
    <Live watches={restoreWatches(target, file)}>
      <RestorePage key={file} target={target} file={file} />
    </Live>
  );
}
