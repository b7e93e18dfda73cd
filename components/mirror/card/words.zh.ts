import type { mirrorCardEn } from './words.en.ts';

export const mirrorCardZh: typeof mirrorCardEn = {
  mirror: '镜像{name}',
  seenBy: '由{name}提供。',
  noFailoverMember: '此镜像没有故障转移成员应答。{name}是异步成员，不能自行接管。',
  nobody: '此镜像没有成员应答。必须先启动原来的主成员或其备用成员。',
  openMonitor: '{name}的镜像监视器',
  toLab: '在实验环境页面启动',
  members: '{mirror}的成员',
  of: '{speaker}对{name}的说明',
  ofNobody: '镜像{mirror}没有其他成员应答。关于{name}，此处只知道它不应答。',
  notListed: '{speaker}不再将{name}列为镜像{mirror}的成员。',
  leads: '目前由{name}担任主成员。',
};
