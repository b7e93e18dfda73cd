import { instanceHref } from '../chrome/menu.ts';

/** Pages about one database; its name may hold a `%`. */
const pageOf = (path: string) => (target: string, name: string) => `${instanceHref(target, path)}?name=${encodeURIComponent(name)}`;

export const propertiesHref = pageOf('/databases/properties');
export const detailsHref = pageOf('/databases/operation/details');
export const deleteHref = pageOf('/databases/delete');
/** How a copy of a mirrored database comes to this member; `name` is the mirror database name. */
export const copyHref = pageOf('/databases/copy');

/** The wizard, with Mirrored: Yes, the mirror database name and, where there are several, the mirror filled in. */
export const createMirroredHref = (target: string, mirrorDatabaseName: string, mirrorName: string | null) =>
  `${instanceHref(target, '/databases/new')}?mirrored=${encodeURIComponent(mirrorDatabaseName)}${mirrorName === null ? '' : `&mirror=${encodeURIComponent(mirrorName)}`}`;
