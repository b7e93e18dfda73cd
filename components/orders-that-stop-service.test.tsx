import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { InstanceView, LabHost } from '@/lib/contract/views.ts';
import { PropertiesForm } from './databases/properties-form.tsx';
import { HostPanel } from './lab/host-panel.tsx';
import { EditMirrorForm } from './mirror/forms/edit/edit-mirror-form.tsx';
import { formDefaults, mirrorEdit, openPage, summary, TARGET } from './portal/test-portal.tsx';
import { ServicePage } from './service/service-page.tsx';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

afterEach(cleanup);

const button = (name: string) => screen.getByRole('button', { name });
const dialog = () => screen.findByRole('dialog');
const april = { name: 'APRIL', memberName: 'SERVERA/IRIS', type: 'failover', status: 'primary' } as const;

test('disabling the service of a member asks first, naming it and the mirror; without a mirror it is done at once', async () => {
  const { user, sent } = openPage(<ServicePage target={TARGET} />, { summary: { ...summary, mirror: april } }, () => accepted(null));
  await user.click(screen.getByLabelText('Service Enabled'));
  await user.click(button('Save'));
  expect((await dialog()).textContent).toContain('SERVERA/IRIS is a member of mirror APRIL');
  expect(sent).toEqual([]);
  await user.click(button('Disable'));
  expect(sent).toEqual([{ kind: 'enable-mirror-service', enabled: false }]);
  cleanup();
  const alone = openPage(<ServicePage target={TARGET} />, { summary }, () => accepted(null));
  await alone.user.click(screen.getByLabelText('Service Enabled'));
  await alone.user.click(button('Save'));
  await vi.waitFor(() => expect(alone.sent).toHaveLength(1));
});

const live = { value: null, answeredAt: null, refusal: null, stale: null };
const withVirtualIp = {
  ...mirrorEdit,
  config: { ...mirrorEdit.config, virtualIp: { address: '172.16.58.103', prefixLength: 24 } },
  networkInterface: 'ens33',
};

test.each([
  ['removed', true],
  ['changed', false],
])('the virtual IP of a running primary is %s only after a question that names the address', async (_what, isRemoved) => {
  const { user, sent } = openPage(
    <EditMirrorForm target={TARGET} edit={withVirtualIp} live={live} />,
    { summary, 'form-defaults': formDefaults },
    () => accepted(null),
  );
  if (isRemoved) await user.click(screen.getByRole('checkbox', { name: 'Use Virtual IP' }));
  else await user.type(screen.getByLabelText('IP Address'), '{Backspace}5');
  await user.click(button('Save'));
  const question = await dialog();
  expect(question.textContent).toContain('gives up 172.16.58.103 at once');
  if (!isRemoved) expect(question.textContent).toContain('use 172.16.58.105 from then on');
  expect(sent).toEqual([]);
  await user.click(screen.getAllByRole('button', { name: 'Save' }).at(-1) as HTMLElement);
  await vi.waitFor(() => expect(sent).toMatchObject([{ kind: 'edit-mirror', virtualIp: isRemoved ? null : { address: '172.16.58.105' } }]));
});

test('the virtual IP of a mirror is kept: no question', async () => {
  const { user, sent } = openPage(
    <EditMirrorForm target={TARGET} edit={withVirtualIp} live={live} />,
    { summary, 'form-defaults': formDefaults },
    () => accepted(null),
  );
  await user.type(screen.getByLabelText('Quality of Service Timeout (msec)'), '{Backspace}1');
  await user.click(button('Save'));
  await vi.waitFor(() => expect(sent).toMatchObject([{ kind: 'edit-mirror', virtualIp: { address: '172.16.58.103' } }]));
});

test('making a database read-only asks first, naming it', async () => {
  const offers = { maximumSizeMb: null, journal: null, mountedReadOnly: null, mountRequired: null, resource: null };
  const actions = {
    mount: null,
    dismount: null,
    compact: null,
    integrityCheck: null,
    delete: null,
    addToMirror: null,
    removeFromMirror: null,
  };
  const properties: InstanceView<'database-properties'> = {
    name: 'DATA',
    directory: '/isc/data',
    encrypted: false,
    mirror: null,
    blockSize: 8192,
    sizeMb: 1,
    maximumSizeMb: 0,
    resource: '%DB_%DEFAULT',
    journal: true,
    mountRequired: false,
    mountedReadOnly: false,
    fields: offers,
    actions,
  };
  const { user, sent } = openPage(
    <PropertiesForm target={TARGET} properties={properties} live={{ ...live, value: properties }} />,
    { summary },
    () => accepted(null),
  );
  await user.click(screen.getByLabelText('Nothing can be written into this database on this system'));
  await user.click(button('Save'));
  expect((await dialog()).textContent).toContain('nobody can write to DATA');
  expect(sent).toEqual([]);
  await user.click(screen.getAllByRole('button', { name: 'Save' }).at(-1) as HTMLElement);
  await vi.waitFor(() => expect(sent).toMatchObject([{ kind: 'edit-database', name: 'DATA', mountedReadOnly: true }]));
});

const host = (status: 'primary' | 'backup'): LabHost => ({
  name: 'servera',
  power: 'on',
  purpose: 'failover member',
  cards: [],
  agent: { installed: true, running: true, enabled: true, version: '2022.1', port: 2188, processId: 2 },
  openPorts: [],
  certificateFiles: [],
  instances: [
    {
      name: 'IRIS',
      version: '2022.1',
      state: 'running',
      processId: 1,
      directory: '/isc/iris',
      controlPath: '/run/a',
      mirror: { name: 'APRIL', memberName: 'SERVERA/IRIS', status },
      memberships: [],
      lastExit: null,
      journalDisk: 'healthy',
    },
  ],
});

test.each([
  [
    'Stop',
    'Stop',
    false,
    /hands over to the other failover member if that is Active.*is the backup/,
    { kind: 'stop-instance', failover: true },
  ],
  ['Stop without failover', 'Stop', true, /nobody serves until you start it again/, { kind: 'stop-instance', failover: false }],
  ['Restart', 'Restart', false, /starts again by itself/, { kind: 'restart-instance' }],
])(
  '%s of a primary on the Lab page asks first, naming what happens; of a backup it is done at once',
  async (_what, action, isWithoutFailover, consequence, command) => {
    const { user, sent } = openPage(<HostPanel host={host('primary')} />, { summary }, () => accepted(null));
    if (isWithoutFailover) await user.click(screen.getByLabelText('Stop servera/IRIS without failover'));
    await user.click(button(`${action}: servera/IRIS`));
    expect((await dialog()).textContent).toMatch(consequence);
    expect(sent).toEqual([]);
    await user.click(button(action));
    await vi.waitFor(() => expect(sent).toMatchObject([command]));
    cleanup();
    const backup = openPage(<HostPanel host={host('backup')} />, { summary }, () => accepted(null));
    await backup.user.click(button(`${action}: servera/IRIS`));
    await vi.waitFor(() => expect(backup.sent).toHaveLength(1));
  },
);
