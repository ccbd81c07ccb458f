// The device's own store (IndexedDB): records of the outbox, and drafts by the form they were typed into.
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("sangkien", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("records", { keyPath: "key" });
    asked.result.createObjectStore("drafts", { keyPath: "path" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
  // Some browsers never answer: better none than to wait for it.
  setTimeout(reject, 10000, new Error("no store"));
});
// Where nothing can be kept, whoever asks is told.
opened.catch(() => {});

// One transaction: `act` gets the object store and a way to answer; done means written.
const within = async (name, mode, act) => {
  const database = await opened;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    let result;
    act(transaction.objectStore(name), (value) => (result = value));
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
};
const read = (objects, key, then) => {
  objects.get(key).onsuccess = ({ target }) => then(target.result);
};

export const records = {
  all: () => within("records", "readonly", (objects, answer) => (objects.getAll().onsuccess = ({ target }) => answer(target.result))),
  get: (key) => within("records", "readonly", (objects, answer) => read(objects, key, answer)),
  add: (record) => within("records", "readwrite", (objects, answer) => read(objects, record.key, (known) => {
    if (!known) objects.add(record);
    answer(!known);
  })),
  change: (key, rev, changes) => within("records", "readwrite", (objects, answer) => read(objects, key, (known) => {
    const isIt = known?.rev === rev;
    if (isIt) objects.put({ ...known, ...changes, rev: rev + 1 });
    answer(isIt);
  })),
  remove: (key, rev) => within("records", "readwrite", (objects, answer) => read(objects, key, (known) => {
    const isIt = known?.rev === rev;
    if (isIt) objects.delete(key);
    answer(isIt);
  })),
};

export const drafts = {
  get: (path) => within("drafts", "readonly", (objects, answer) => read(objects, path, answer)),
  put: (draft) => within("drafts", "readwrite", (objects) => objects.put(draft)),
  remove: (path) => within("drafts", "readwrite", (objects) => objects.delete(path)),
};

// What an account left on the device, for whoever had themselves erased.
export const forget = (account) => Promise.all(["records", "drafts"].map((name) => within(name, "readwrite", (objects) => {
  objects.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    if (cursor.value.account === account) cursor.delete();
    cursor.continue();
  };
})));
