import type { aboutEn, aboutTitlesEn } from './words.en.ts';

export const aboutTitlesZh: typeof aboutTitlesEn = { about: '关于' };

export const aboutZh: typeof aboutEn = {
  heading: '关于{instance}',
  version: '版本',
  configuration: '配置',
  journalFile: '日志文件',
  superserverPort: '超级服务器端口',
  mirroring: '镜像',
  mirroringMember: '镜像{mirror}的成员{member}',
  mirroringNone: '此系统不是镜像成员',
  timeSystemStarted: '系统启动时间',
  processId: '进程ID',
  language: '此会话的首选语言',
  disclaimer: '镜像门户是一个独立项目。它沿用InterSystems IRIS管理门户的结构和用语，并非InterSystems的产品。',
};
