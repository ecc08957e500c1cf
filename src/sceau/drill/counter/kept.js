// Everything in this browser's database of the counter, as JSON: bytes in hexadecimal, each marked as such.
async () => {
  const shown = (value) => {
    if (value instanceof Uint8Array) return { bytes: Array.from(value, (one) => one.toString(16).padStart(2, "0")).join("") };
    if (value instanceof CryptoKey) return { key: value.type };
    if (Array.isArray(value)) return value.map(shown);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shown(one)]));
  };
  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await asked(indexedDB.open("sceau-counter"));
  const names = [...database.objectStoreNames];
  const stores = await Promise.all(names.map((name) => asked(database.transaction(name).objectStore(name).getAll())));
  database.close();
  return Object.fromEntries(names.map((name, at) => [name, stores[at].map(shown)]));
};
