import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { PromotionCheck } from '@/lib/contract/promotion.ts';
import { openPage, summary } from '../../../portal/test-portal.tsx';
import { PromotionSituation } from './promotion-situation.tsx';

afterEach(cleanup);

const former = {
  instanceDirectory: '/iris/',
  journal: null,
  isMostRecent: false,
  offer: null,
  asPartner: 'primary',
  becomes: null,
} as const;
const primary = { ...former, guid: 'a', name: 'SERVERA/IRIS', isUp: 'up', agentReachable: true } as const;
const backup = { ...former, guid: 'b', name: 'SERVERB/IRIS', isUp: 'unknown', agentReachable: false } as const;

function open(unavailable: PromotionCheck['unavailable']) {
  const check: PromotionCheck = {
    situation: 'primary-runs',
    primaryName: primary.name,
    waiting: [],
    members: [primary, backup],
    automaticPartner: 'a',
    journalSources: [],
    unavailable,
    virtualIp: null,
    offers: { automatic: null, none: null, noFailover: null, acceptUnavailable: null },
  };
  openPage(<PromotionSituation check={check} />, { summary }, () => accepted(null));
}

test('beside a primary that runs nobody has to decide anything', () => {
  open([]);
  screen.getByText(/Nobody has to decide anything/);
});

test('unless its backup cannot be asked: then it is named, and the person has to decide', () => {
  open([backup]);
  screen.getByText(
    'SERVERA/IRIS runs and is the primary: this member joins it as backup. SERVERB/IRIS cannot be asked, so you have to decide.',
  );
  expect(screen.queryByText(/Nobody has to decide/)).toBeNull();
});
