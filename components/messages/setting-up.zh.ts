import { asyncFormsZh } from '../mirror/forms/async/words.zh.ts';
import { formsZh } from '../mirror/forms/words.zh.ts';
import { qosZh } from '../mirror/forms/qos/words.zh.ts';
import { leavingZh } from '../mirror/leaving/words.zh.ts';

export const settingUpZh = { forms: formsZh, qos: qosZh, leaving: leavingZh, asyncForms: asyncFormsZh };
