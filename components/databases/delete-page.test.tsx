import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { openWith } from '../backup/backup-test-portal.tsx';
import { summary, TARGET } from '../portal/test-portal.tsx';
import { DeletePage } from './delete-page.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));
afterEach(cleanup);

const offered = {
  mount: null,
  dismount: null,
  compact: null,
  integrityCheck: null,
  delete: null,
  addToMirror: null,
  removeFromMirror: null,
};
const details: InstanceView<'database-details'> = {
  name: 'DEMO',
  directory: '/mgr/demo',
  resource: '%DB_%DEFAULT',
  mounted: true,
  readOnly: false,
  readOnlyReason: null,
  mirror: null,
  encrypted: false,
  blockSize: 4096,
  blocks: 8,
  maximumSizeMb: 0,
  sizeBytes: 32768,
  availableBytes: 4096,
  diskFreeBytes: null,
  full: false,
  actions: offered,
  usedBy: [
    { name: '%SYS', removable: { code: 'P302', args: ['%SYS'] } },
    { name: 'DEMO', removable: null },
  ],
  dejournaling: null,
};

test('namespaces that use the database are offered; those marked go with it, after a question that names them', async () => {
  const seed = (query: 'summary' | 'database-details', value: unknown, input: Record<string, unknown> = {}) => ({
    watch: { target: TARGET, query, input },
    value,
  });
  const { user, sent } = openWith(
    <DeletePage target={TARGET} name="DEMO" />,
    [seed('summary', summary), seed('database-details', details, { name: 'DEMO' })],
    () => accepted({ name: 'DEMO' }),
  );
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: '%SYS' }).disabled).toBe(true);
  await user.click(screen.getByRole('checkbox', { name: 'DEMO' }));
  await user.click(screen.getByRole('button', { name: 'Delete Database Now' }));
  expect(sent).toEqual([]);
  expect(screen.getByRole('dialog').textContent).toContain('Its file stays. Namespace DEMO is deleted with it.');
  await user.click(screen.getAllByRole('button', { name: 'Delete Database Now' }).at(-1) as HTMLElement);
  expect(sent).toEqual([{ kind: 'delete-database', name: 'DEMO', deleteFile: false, namespaces: ['DEMO'] }]);
});
