import type { serviceEn, serviceTitlesEn } from './words.en.ts';

export const serviceTitlesZh: typeof serviceTitlesEn = { enableMirrorService: '编辑服务' };

export const serviceZh: typeof serviceEn = {
  serviceName: '服务名称',
  description: '说明',
  descriptionText: '允许此实例成为镜像成员：创建镜像、加入镜像，并与其他成员通信。',
  serviceEnabled: '服务已启动',
  savedEnabled: '已保存。镜像服务已启动。',
  savedDisabled: '已保存。镜像服务已停用。',
  nextCreate: '创建镜像',
  nextJoin: '加入为故障转移',
  nextJoinAsync: '加入为异步',
  nextSteps: '现在可以执行以下操作之一：',
};
