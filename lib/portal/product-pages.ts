/** Our page for each address of the product's portal that people have in their bookmarks and notes. Portal facts 1.6. */
const pages: Readonly<Record<string, string>> = {
  'UtilHome.csp': '',
  '%CSP.Portal.Home.zen': '',
  '%CSP.UI.Portal.Mirror.Monitor.zen': '/mirror/monitor',
  '%CSP.UI.Portal.Mirror.Create.zen': '/mirror/create',
  '%CSP.UI.Portal.Mirror.EditFailover.zen': '/mirror/edit',
  '%CSP.UI.Portal.Mirror.JoinFailover.zen': '/mirror/join-failover',
  '%CSP.UI.Portal.Databases.zen': '/databases',
  '%CSP.UI.Portal.Services.zen': '/mirror/service',
  '%CSP.UI.Portal.Namespaces.zen': '/namespaces',
  '%CSP.UI.Portal.SQL.Home.zen': '/sql',
};

/** Pages about one database, which the product names by `DBName`. */
const databasePages: Readonly<Record<string, string>> = {
  '%CSP.UI.Portal.Database.zen': '/databases/properties',
  '%CSP.UI.Portal.DatabaseDetails.zen': '/databases/operation/details',
};

/** `segments` as Next hands them over: a `%` may still be written as `%25`. */
export function productPage(segments: readonly string[], databaseName: string | null = null): string | null {
  const name = (segments.at(-1) ?? '').replace(/^%25/, '%');
  const databasePage = databasePages[name];
  if (databasePage !== undefined) return databaseName === null ? '/databases' : `${databasePage}?name=${encodeURIComponent(databaseName)}`;
  return pages[name] ?? null;
}
