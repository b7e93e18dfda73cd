import type { Metadata } from 'next';
import { readLocale } from '@/lib/portal/preferences.ts';
import { type InstanceParams, targetOf } from '@/lib/portal/target-of.ts';
import type { Messages } from '../messages/en.ts';
import { messagesOf } from '../messages/messages-of.ts';

interface Address {
  readonly params: Promise<Partial<Awaited<InstanceParams['params']>>>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * `generateMetadata` of a page: what it shows, its name, whose it is, and the product. `of`: the parameter of the address that names what
 * it shows, so that ten tabs on ten databases are told apart.
 */
export const titled =
  (key: keyof Messages['title'], of?: 'name' | 'file') =>
  async ({ params, searchParams }: Address): Promise<Metadata> => {
    const { host, instance } = await params;
    const messages = messagesOf(await readLocale());
    const shown = of && (await searchParams)[of];
    const object = typeof shown === 'string' && shown !== '' ? [shown.split('/').at(-1) ?? shown] : [];
    const owner = host && instance ? [targetOf({ host, instance })] : host ? [host] : [];
    return { title: [...object, messages.title[key], ...owner, messages.product].join(' – ') };
  };
