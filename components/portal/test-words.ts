/** What a browser has loaded before a person begins, for tests that draw only a part of a page. */
import { refusalsEn } from '../messages/refusals.en.ts';
import { refusalsZh } from '../messages/refusals.zh.ts';
import { Dialog } from '../ui/dialog.tsx';
import { learnRefusals } from '../ui/use-refusal-texts.ts';

learnRefusals('en', refusalsEn);
learnRefusals('zh', refusalsZh);
await Dialog.load();
