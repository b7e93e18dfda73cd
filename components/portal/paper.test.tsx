/** What paper leaves out (the style sheet), and what not: a head, and a name that opens a dialog, are buttons that say something. */
import fs from 'node:fs';
import path from 'node:path';
import { cleanup, render, screen } from '@testing-library/react';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { MirrorMember } from '@/lib/contract/mirror-config.ts';
import { en } from '../messages/en.ts';
import { MemberTable } from '../mirror/forms/edit/member-table.tsx';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formDefaults, mirrorEdit, openPage, summary, TARGET } from './test-portal.tsx';

afterEach(cleanup);

const member: MirrorMember = {
  guid: 'a',
  name: 'SERVERA/IRIS',
  kind: 'failover',
  instanceName: 'IRIS',
  instanceDirectory: '/opt/iris',
  agentAddress: '172.16.58.101',
  agentPort: 2188,
  mirrorPrivateAddress: '172.16.58.101',
  superserverAddress: '172.16.58.101',
  superserverPort: 1972,
  distinguishedName: '',
};

const styles = fs.readFileSync(path.join(import.meta.dirname, '../../app/globals.css'), 'utf8');
const leftOut = /@media print \{.*?\}\s*(main button[^{]*)\{\s*display: none;/s.exec(styles)?.[1]?.trim() ?? '';

test('a head by which a table is sorted is on paper, and an order is not', () => {
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <main>
        <DataTable
          caption="Databases"
          columns={[{ id: 'name', head: 'Name', cell: String, value: String }]}
          rows={['DB']}
          rowKey={String}
        />
        <Button>Delete</Button>
      </main>
    </IntlProvider>,
  );
  expect(screen.getByRole('button', { name: 'Delete' }).matches(leftOut)).toBe(true);
  expect(screen.getByRole('button', { name: 'Name' }).matches(leftOut)).toBe(false);
});

test('the name of a member is on paper', () => {
  openPage(
    <main>
      <MemberTable target={TARGET} edit={{ ...mirrorEdit, config: { ...mirrorEdit.config, members: [member] } }} />
    </main>,
    { summary, 'form-defaults': formDefaults },
    () => accepted(null),
  );
  expect(screen.getByText(member.name, { selector: 'button' }).matches(leftOut)).toBe(false);
});
