'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useLab } from '@/lib/query/use-live.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { LinkButton } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { instanceOfMember } from '../../instance-of-member.ts';

interface AwaitsAuthorizationProps {
  readonly target: Target;
  readonly memberName: string;
  readonly mirror: InstanceView<'mirror-description'>;
}

/** After joining a mirror with TLS: who has to be asked, and the way to both pages. */
export function AwaitsAuthorization({ target, memberName, mirror }: AwaitsAuthorizationProps) {
  const t = useTranslations();
  const { value: lab } = useLab();
  const primary = instanceOfMember(lab, ({ name, memberName: member }) => name === mirror.name && member === mirror.primaryName);
  return (
    <Panel title={t('forms.join.doneTitle')}>
      <div className="space-y-3">
        <Note look="warning">{t('forms.join.authorize', { member: memberName, name: mirror.name, primary: mirror.primaryName })}</Note>
        <div className="flex flex-wrap gap-2">
          {primary && (
            <LinkButton look="main" href={instanceHref(primary, '/mirror/edit')}>
              {t('monitor.openEditMirror', { primary: mirror.primaryName })}
            </LinkButton>
          )}
          <LinkButton href={instanceHref(target, '/mirror/monitor')}>{t('chrome.cure.monitor')}</LinkButton>
        </div>
      </div>
    </Panel>
  );
}
