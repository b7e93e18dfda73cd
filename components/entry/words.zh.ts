import type { entryEn, entryTitlesEn } from './words.en.ts';

export const entryTitlesZh: typeof entryTitlesEn = { entry: '实例' };

export const entryZh: typeof entryEn = {
  heading: '此实验环境的实例',
  intro: 'IRIS实例、它们的主机和仲裁程序作为进程在本机上运行。选择一个实例打开其管理门户，或进入实验环境查看和操作主机。',
  openPortal: '打开门户',
  portalOf: '打开门户：{instance}',
  hostOff: '主机已关机',
  mirror: '镜像',
  notInMirror: '未加入镜像',
  lab: '实验环境',
  labText: '主机、网卡、代理、仲裁程序，以及在制造故障时持续写入的工作负载。',
  openLab: '打开实验环境',
  firstSteps: '首先要做什么',
  step1: '实验环境页面：在仲裁程序主机{arbiter}上安装代理，并启动两台故障转移主机的代理。',
  step2: '{first}：启动镜像服务，然后创建镜像。',
  step3: '{second}：启动镜像服务，然后加入为故障转移。',
  step4: '{first}：编辑镜像，授权待批准的新成员。',
  step5: '查看镜像监视器，在实验环境页面启动工作负载，然后终止主成员。',
  noInstances: '实验环境中没有实例。',
  arbiterText: '它的ISCAgent告诉镜像的故障转移成员，它们是否仍能看到彼此。',
};
