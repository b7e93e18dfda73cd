import { expect, test } from 'vitest';
import { productPage } from './product-pages.ts';

test.each([
  [['op', '%CSP.UI.Portal.Mirror.Monitor.zen'], '/mirror/monitor'],
  [['op', '%25CSP.UI.Portal.Mirror.Monitor.zen'], '/mirror/monitor'],
  [['mgr', '%CSP.UI.Portal.Mirror.EditFailover.zen'], '/mirror/edit'],
  [['%CSP.Portal.Home.zen'], ''],
  [['UtilHome.csp'], ''],
  [['exp', '%CSP.UI.Portal.SQL.Home.zen'], '/sql'],
  [['op', '%CSP.UI.Portal.Locks.zen'], null],
])('%j leads to %j', (segments, page) => {
  expect(productPage(segments)).toBe(page);
});

test('a page about one database keeps its name; without a name the list is shown', () => {
  expect(productPage(['mgr', '%CSP.UI.Portal.Database.zen'], 'DEMO')).toBe('/databases/properties?name=DEMO');
  expect(productPage(['op', '%25CSP.UI.Portal.DatabaseDetails.zen'], '%SYS')).toBe('/databases/operation/details?name=%25SYS');
  expect(productPage(['mgr', '%CSP.UI.Portal.Database.zen'])).toBe('/databases');
});
