import type { processesEn, processTitlesEn } from './words.en.ts';

export const processTitlesZh: typeof processTitlesEn = { processes: '进程' };

export const processesZh: typeof processesEn = {
  caption: '{instance}的进程',
  column: {
    job: '作业号',
    processId: '进程ID',
    user: '用户',
    device: '设备',
    namespace: '命名空间',
    routine: '例程',
    commands: '命令数',
    globals: 'Global引用',
    state: '状态',
    client: '客户端IP',
  },
};
