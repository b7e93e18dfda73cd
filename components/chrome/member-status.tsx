'use client';
import { useTranslations } from 'use-intl';
import type { MemberStatus } from '@/lib/contract/member-status.ts';
import { StatusWord, type Tone } from '../ui/status-word.tsx';

export const memberTones: Record<MemberStatus, Tone> = {
  primary: 'good',
  backup: 'notice',
  connected: 'notice',
  transition: 'warning',
  synchronizing: 'warning',
  waiting: 'danger',
  stopped: 'danger',
  crashed: 'danger',
  'in-trouble': 'danger',
  down: 'danger',
  error: 'danger',
  unknown: 'quiet',
  'not-initialized': 'quiet',
};

export function MemberStatusWord({ status }: { status: MemberStatus }) {
  const t = useTranslations('memberStatus');
  return <StatusWord tone={memberTones[status]}>{t(status)}</StatusWord>;
}
