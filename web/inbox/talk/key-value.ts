/** A place to keep small values by key that outlives the page. */
export type KeyValue<T> = {
  all(): Promise<[key: string, value: T][]>;
  put(key: string, value: T): Promise<void>;
  remove(key: string): Promise<void>;
};

const databaseName = 'parley-talk';
const storeNames = ['drafts', 'pending'] as const;
export type StoreName = (typeof storeNames)[number];

/** Without IndexedDB (private windows of some browsers) values live as long as the page. */
export function memoryKeyValue<T>(): KeyValue<T> {
  const values = new Map<string, T>();
  return {
    all: async () => [...values],
    put: async (key, value) => void values.set(key, value),
    remove: async (key) => void values.delete(key),
  };
}

export function openKeyValue<T>(store: StoreName): KeyValue<T> {
  if (typeof indexedDB === 'undefined') return memoryKeyValue<T>();
  const opened = open();
  const run = async <R>(mode: IDBTransactionMode, ask: (target: IDBObjectStore) => IDBRequest<R>): Promise<R> => {
    const database = await opened;
    return answered(ask(database.transaction(store, mode).objectStore(store)));
  };
  return {
    all: async () => {
      const database = await opened;
      const target = database.transaction(store, 'readonly').objectStore(store);
      const [keys, values] = await Promise.all([answered(target.getAllKeys()), answered(target.getAll())]);
      return keys.map((key, place) => [String(key), values[place] as T]);
    },
    put: async (key, value) => void (await run('readwrite', (target) => target.put(value, key))),
    remove: async (key) => void (await run('readwrite', (target) => target.delete(key))),
  };
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => {
    for (const name of storeNames) request.result.createObjectStore(name);
  };
  return answered(request);
}

function answered<R>(request: IDBRequest<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser’s database did not answer.'));
  });
}
