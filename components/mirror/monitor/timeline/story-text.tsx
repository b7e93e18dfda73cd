'use client';
import { useTranslations } from 'use-intl';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useRefusalTexts } from '../../../ui/use-refusal-texts.ts';

type Entry = Pick<InstanceView<'mirror-monitor'>['timeline'][number], 'story' | 'text'>;

/** A decision in the page's language; an entry from before decisions had codes keeps the log's English sentence. */
export function StoryText({ entry }: { entry: Entry }) {
  const wordsOf = useStoryWords();
  return entry.story ? wordsOf(entry) : <span lang="en">{entry.text}</span>;
}

/** The same as plain text. */
export function useStoryWords(): (entry: Entry) => string {
  const t = useTranslations();
  const { insertionText } = useRefusalTexts();
  return ({ story, text }) => {
    if (!story) return text;
    const { code, args } = story;
    // What an operating system or a disk said travels in English.
    const [first = '', second = ''] = args.map((arg) => insertionText(arg));
    const refusalKey = `orderRefusal.${first}` as 'orderRefusal.partner-lives';
    const phaseKey = `monitor.failoverDetail.${first}` as 'monitor.failoverDetail.apply';
    const wording = (): string => {
      if (code === 'order-refused' && t.has(refusalKey)) return t(refusalKey);
      if (code === 'takeover-phase-failed' && t.has(phaseKey)) return t(phaseKey);
      if (code === 'takeover-given-up') return insertionText(first);
      return code === 'promotion-begun' && first === 'none' ? t('promotion.noPartner') : first;
    };
    return t(`story.${code}`, { first: wording(), second: code === 'takeover-phase-failed' ? insertionText(second) : second });
  };
}
