import type { Locale } from '@/lib/contract/errors.ts';
import { en, type Messages } from './en.ts';
import { zh } from './zh.ts';

export const messagesOf = (locale: Locale): Messages => (locale === 'zh' ? zh : en);
export const languageTags: Record<Locale, string> = { en: 'en', zh: 'zh-CN' };
