import type { tasksEn, taskTitlesEn } from './words.en.ts';

export const taskTitlesZh: typeof taskTitlesEn = { backgroundTasks: '后台任务' };

export const tasksZh: typeof tasksEn = {
  title: '后台任务',
  ofInstance: '自{instance}启动以来',
  none: '自此实例启动以来没有运行过后台任务。',
  kind: {
    backup: '备份',
    restore: '还原',
    'integrity-check': '完整性检查',
    'journal-integrity-check': '日志完整性检查',
    'add-to-mirror': '添加到镜像',
    download: '下载',
    'catch-up': '追赶',
    activate: '激活',
    'remove-from-mirror': '从镜像中移除',
    'mark-caught-up': '标记为已赶上',
    'pause-dejournaling': '暂停日志重放',
    mount: '挂载',
    dismount: '卸载',
    compact: '压缩',
    promote: '升级为故障转移成员',
  },
  of: '{kind}：{subjects}',
  moreSubjects: '{names}等，另有{count}个',
  state: { running: '正在运行', completed: '已完成', failed: '失败', aborted: '已中止' },
  partly: '{count}个中有{refused}个失败',
  progress: '{task}的进度',
  percent: '{percent}%',
  started: '开始于{time}',
  ended: '结束于{time}，用时{duration}',
  abort: '中止',
  abortOf: '中止{task}',
  confirmAbort: '{task}将尽快停止。已完成的部分保持不变。',
  earlier: '显示更早的任务（{count}）',
};
