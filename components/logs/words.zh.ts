import type { messagesLogEn } from './words.en.ts';

export const messagesLogZh: typeof messagesLogEn = {
  caption: '{instance}的消息，最新的在最后',
  severity: '严重程度',
  severityAll: '全部',
  severityAtLeast: '{name}及以上',
  severityName: { '0': '信息', '1': '警告', '2': '严重', '3': '致命' },
  column: { time: '时间', pid: '进程', severity: '严重程度', event: '事件', text: '消息' },
  showEntire: '显示整个文件',
  truncated: '仅显示最后{count}行。',
  stillTruncated: '文件更长：显示最后{count}行。',
  file: '文件',
  following: '新消息显示在末尾。',
  left: '{count, plural, =0 {您向上滚动后没有新消息。} other {您向上滚动后有# 条新消息。}}',
  toOldest: '最早',
  toNewest: '最新',
};
