import { asyncFormsEn } from '../mirror/forms/async/words.en.ts';
import { formsEn } from '../mirror/forms/words.en.ts';
import { qosEn } from '../mirror/forms/qos/words.en.ts';
import { leavingEn } from '../mirror/leaving/words.en.ts';

export const settingUpEn = { forms: formsEn, qos: qosEn, leaving: leavingEn, asyncForms: asyncFormsEn };
