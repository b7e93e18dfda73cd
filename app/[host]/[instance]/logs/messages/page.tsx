import { MessagesLogPage } from '@/components/logs/messages-log-page.tsx';
import { titled } from '@/components/portal/titled.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';

export const generateMetadata = titled('messagesLog');

export default async function Page({ params }: InstanceParams) {
  return <MessagesLogPage target={targetOf(await params)} />;
}
