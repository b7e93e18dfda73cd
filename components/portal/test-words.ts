/** What a browser has loaded before it draws its first page, for tests that draw only a part of one. */
import { refusalsEn } from '../messages/refusals.en.ts';
import { refusalsZh } from '../messages/refusals.zh.ts';
import { learnRefusals } from '../ui/use-refusal-texts.ts';

learnRefusals('en', refusalsEn);
learnRefusals('zh', refusalsZh);
