import type { Metadata } from 'next';
import { readLocale } from '@/lib/portal/preferences.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';
import type { Messages } from '../messages/en.ts';
import { messagesOf } from '../messages/messages-of.ts';

/** `generateMetadata` of a page: its name, whose it is, and the product. */
export const titled =
  (key: keyof Messages['title']) =>
  async ({ params }: { params: Promise<Partial<Awaited<InstanceParams['params']>>> }): Promise<Metadata> => {
    const { host, instance } = await params;
    const messages = messagesOf(await readLocale());
    const owner = host && instance ? [targetOf({ host, instance })] : [];
    return { title: [messages.title[key], ...owner, messages.product].join(' – ') };
  };
