/** The portal's words in the language of the test. What an operator must be able to rely on is written out in the specs themselves. */
import { createTranslator } from 'use-intl/core';
import { messagesOf } from '../../components/messages/messages-of.ts';
import type { Locale } from '../../lib/contract/errors.ts';

/** What the browser asks for. */
export const browserLanguages: Record<Locale, string> = { en: 'en-US', zh: 'zh-CN' };

export const wordsOf = (locale: Locale) => createTranslator({ locale, messages: messagesOf(locale) });
export type Words = ReturnType<typeof wordsOf>;
