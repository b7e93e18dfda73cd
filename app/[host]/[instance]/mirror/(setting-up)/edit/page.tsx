import { EditMirrorPage } from '@/components/mirror/forms/edit/edit-mirror-page.tsx';
import { editWatches } from '@/components/mirror/forms/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('editMirror');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={editWatches(target)}>
      <EditMirrorPage target={target} />
    </Live>
  );
}
