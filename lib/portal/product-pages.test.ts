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
