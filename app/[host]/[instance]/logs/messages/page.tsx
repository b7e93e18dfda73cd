import { MessagesLogPage } from '@/components/logs/messages-log-page.tsx';
import { messagesLogWatches } from '@/components/logs/watches.ts';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('messagesLog');

export default async function Page({ params }: InstanceParams) {
  const target = targetOf(await params);
  return (
    <Live watches={messagesLogWatches(target)}>
      <MessagesLogPage target={target} />
    </Live>
  );
}
