import { tasksWatches } from '@/components/tasks/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { BackgroundTasksPage } from '@/components/tasks/background-tasks-page.tsx';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('backgroundTasks');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={tasksWatches(target)}>
      <BackgroundTasksPage target={target} />
    </Live>
  );
}
