import { refusalWordsOf } from '@/lib/contract/refusal-words.ts';

export const refusalsEn = refusalWordsOf('en');
