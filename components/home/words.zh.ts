import type { homeEn, homeTitlesEn } from './words.en.ts';

export const homeTitlesZh: typeof homeTitlesEn = { home: '主页' };

export const homeZh: typeof homeEn = {
  restartNeeded: '此实例已离开镜像，必须重新启动后才能创建或加入镜像。',
  toLab: '在实验环境页面上重新启动',
  inactiveTitle: '镜像{mirror}在此实例上未激活',
  welcome: '欢迎',
  systemInformation: '系统信息',
  generalDetails: '此系统的一般信息',
  systemUpTime: '系统运行时间',
  upTime: '{days}天{hours}小时{minutes}分',
  memberOfMirror: '镜像{name}的成员',
  type: '类型',
  status: '状态',
  viewMirrorMonitor: '查看镜像监视器',
  notMember: '此系统不是镜像成员。',
  setUp: '设置镜像',
  setUpAgent: '启动{host}的ISCAgent。',
  setUpService: '启动镜像服务。',
  setUpMirror: '创建镜像，或加入一个镜像。',
  setUpWatch: '查看镜像监视器。新加入的成员在此等待主成员授权。',
  stepDone: '已完成：',
  stepOpen: '待完成：',
  menuOfPages: '页面',
};
