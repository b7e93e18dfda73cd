import { refusalWordsOf } from '@/lib/contract/refusal-words.ts';

export const refusalsZh = refusalWordsOf('zh');
