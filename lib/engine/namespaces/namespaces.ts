/**
 * The namespaces of one instance: kept in its store, answered from memory.
 *
 * A change has reached the disk when its promise resolves, and is seen by `get` from that moment on. `version` grows with each, so that
 * whoever has resolved names before can see that they may have moved.
 */
import type { NamespaceStore } from './namespace-store.ts';
import { type Namespace, type NamespaceMapping, namedDatabases } from './namespace.ts';

/** What a new instance has. %SYS stays for ever. */
const defaultNamespaces: readonly Namespace[] = [
  { name: '%SYS', globalsDatabase: 'IRISSYS', routinesDatabase: 'IRISSYS', mappings: [] },
  { name: 'USER', globalsDatabase: 'USER', routinesDatabase: 'USER', mappings: [] },
];
export const SYSTEM_NAMESPACE = '%SYS';

export class Namespaces {
  readonly #store: NamespaceStore;
  readonly #namespaces: Map<string, Namespace>;
  version = 0;

  private constructor(store: NamespaceStore, namespaces: readonly Namespace[]) {
    this.#store = store;
    this.#namespaces = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
  }

  /** An instance without any gets the defaults: it is new, or of a version that had no namespaces. */
  static async open(store: NamespaceStore): Promise<Namespaces> {
    const stored = await store.listNamespaces();
    if (!stored.some(({ name }) => name === SYSTEM_NAMESPACE))
      for (const namespace of defaultNamespaces) await store.saveNamespace(namespace);
    return new Namespaces(store, await store.listNamespaces());
  }

  /** By name, in any case. */
  get(name: string): Namespace | undefined {
    return this.#namespaces.get(name.toUpperCase());
  }

  /** By name. */
  list(): Namespace[] {
    return [...this.#namespaces.values()].sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Names of the namespaces that name the database as a default or in a mapping. */
  usersOf(database: string): string[] {
    return this.list()
      .filter((namespace) => namedDatabases(namespace).includes(database))
      .map(({ name }) => name);
  }

  /** Creates it or replaces the one of that name, mappings included. */
  async save(namespace: Namespace): Promise<void> {
    await this.#store.saveNamespace(namespace);
    this.#namespaces.set(namespace.name, namespace);
    this.version += 1;
  }

  async addMapping(namespace: Namespace, mapping: NamespaceMapping): Promise<void> {
    await this.save({ ...namespace, mappings: [...namespace.mappings, mapping] });
  }

  /** Its databases stay. No error when it is not there. */
  async remove(name: string): Promise<void> {
    await this.#store.removeNamespace(name);
    this.#namespaces.delete(name);
    this.version += 1;
  }
}
