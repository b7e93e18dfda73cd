/** The line of messages.log for a decision of the timeline. */
import { orderRefusalSentences, storySentences } from '../../contract/story-sentences.ts';
import type { Story } from '../../contract/stories.ts';

const refusals: Readonly<Record<string, string>> = orderRefusalSentences;

export function narrate({ code, args }: Story): string {
  const [first = '', second = ''] = code === 'order-refused' ? args.map((arg) => refusals[arg] ?? arg) : args;
  return storySentences[code].replaceAll('{first}', () => first).replaceAll('{second}', () => second);
}
