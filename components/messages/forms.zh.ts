import type { formsEn } from './forms.en.ts';

export const formsZh: typeof formsEn = {
  save: '保存',
};
