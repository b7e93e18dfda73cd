import type { Namespace } from './namespace.ts';

/** Where the namespaces of an instance are kept. What was saved or removed has reached the disk when the promise resolves. */
export interface NamespaceStore {
  listNamespaces(): Promise<Namespace[]>;
  saveNamespace(namespace: Namespace): Promise<void>;
  removeNamespace(name: string): Promise<void>;
}
