import type { Refusal } from '@/lib/contract/errors.ts';
import type { InstanceView, LabView } from '@/lib/contract/views.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { instanceOfMember } from '../../instance-of-member.ts';

export interface Cure {
  readonly label: 'service' | 'lab' | 'monitor' | 'create' | 'join' | 'joinAsync' | 'journals' | 'primary';
  readonly href: string;
}

interface Known {
  readonly summary: InstanceView<'summary'> | null;
  readonly lab: LabView | null;
}

/** None on the primary itself: the page that one is on, where the addresses of its members are edited. */
const editMirror = (primary: string | null, target: string): readonly Cure[] =>
  primary && primary.toLowerCase() !== target.toLowerCase() ? [{ label: 'primary', href: instanceHref(primary, '/mirror/edit') }] : [];

/** Pages where the cause of a refusal can be mended. */
export function curesOf(refusal: Refusal, target: string, { summary, lab }: Known): readonly Cure[] {
  const page = (label: Cure['label'], path: string): Cure => ({ label, href: instanceHref(target, path) });
  const primary = instanceOfMember(lab, ({ name, status }) => status === 'primary' && name === summary?.mirror?.name);
  switch (refusal.code) {
    case '2066':
      return [page('service', '/mirror/service')];
    case '2086':
    case '2087':
    case '2088':
    case 'P511':
    case 'P512':
      return [
        ...editMirror(
          primary ?? instanceOfMember(lab, ({ memberName, status }) => status === 'primary' && memberName === refusal.args[0]),
          target,
        ),
        { label: 'lab', href: '/lab' },
      ];
    case '2096':
    case '2118':
    case '2136':
    case 'P100':
      return [{ label: 'lab', href: '/lab' }];
    case '2113':
      return editMirror(primary, target);
    case '2174':
      return [page('journals', '/journals')];
    case 'P102':
      return [page('monitor', '/mirror/monitor')];
    case '2074':
      return summary?.mirrorServiceEnabled
        ? [page('create', '/mirror/create'), page('join', '/mirror/join-failover'), page('joinAsync', '/mirror/join-async')]
        : [page('service', '/mirror/service')];
    default:
      return summary && !summary.mirrorServiceEnabled ? [page('service', '/mirror/service')] : [];
  }
}
